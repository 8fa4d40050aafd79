# Builds, tests and demonstrates StRnn.Native: .\build.ps1 help
# The same verbs as build.sh. Runs in Windows PowerShell 5.1 and in PowerShell 7.
param(
    [Parameter(Position = 0)] [string] $Verb = 'help',
    [Parameter(Position = 1, ValueFromRemainingArguments = $true)] [string[]] $Rest = @()
)

$ErrorActionPreference = 'Stop'

$Verbs = 'setup build demo test perf results native pack samples clean help'
$Root = $PSScriptRoot
$Solution = [System.IO.Path]::Combine($Root, 'StRnn.Native.sln')
$Artifacts = [System.IO.Path]::Combine($Root, 'artifacts')
$Conformance = [System.IO.Path]::Combine($Root, 'tests', 'StRnn.Conformance.Tests', 'StRnn.Conformance.Tests.csproj')
$BuildServer = [System.Environment]::GetEnvironmentVariable('CI') -eq 'true'
$Watch = [System.Diagnostics.Stopwatch]::StartNew()

[System.Environment]::SetEnvironmentVariable('DOTNET_SYSTEM_GLOBALIZATION_INVARIANT', '1')
[System.Environment]::SetEnvironmentVariable('DOTNET_CLI_UI_LANGUAGE', 'en')
[System.Environment]::SetEnvironmentVariable('DOTNET_CLI_TELEMETRY_OPTOUT', '1')
[System.Environment]::SetEnvironmentVariable('DOTNET_NOLOGO', '1')
[System.Environment]::SetEnvironmentVariable('MSBUILDDISABLENODEREUSE', '1')

$script:Passed = 0
$script:Failed = 0
$script:Skipped = 0

function Say([string] $text) { [System.Console]::Out.WriteLine($text) }

function Step([string] $text) { Say ''; Say ('== {0} ({1}s)' -f $text, [int] $Watch.Elapsed.TotalSeconds) }

function Have([string] $program) {
    $names = @($program, "$program.exe", "$program.cmd")
    foreach ($folder in ([System.Environment]::GetEnvironmentVariable('PATH') -split [System.IO.Path]::PathSeparator)) {
        foreach ($name in $names) {
            if ($folder -and [System.IO.File]::Exists([System.IO.Path]::Combine($folder, $name))) { return $true }
        }
    }
    return $false
}

function Run-Command([string] $what, [scriptblock] $command) {
    & $command
    if ($LASTEXITCODE -ne 0) { throw "$what failed with exit code $LASTEXITCODE" }
}

# .NET's name of this platform, as cmake/RuntimeIdentifier.cmake computes it.
function Get-RuntimeIdentifier {
    $platform = [System.Environment]::OSVersion.Platform
    $system = if ($platform -eq 'Win32NT') { 'win' } elseif ([System.IO.Directory]::Exists('/System/Library')) { 'osx' } else { 'linux' }
    $architecture = [System.Runtime.InteropServices.RuntimeInformation]::OSArchitecture.ToString().ToLowerInvariant()
    return "$system-$architecture"
}

$NativeBuild = [System.IO.Path]::Combine($Artifacts, 'build', (Get-RuntimeIdentifier))

function Invoke-Setup([bool] $forTests) {
    $missing = @()
    if (-not (Have 'dotnet')) { $missing += '.NET SDK 10' }
    if (-not (Have 'cmake')) { $missing += 'CMake 3.20 or later' }
    if (-not (Have 'ninja')) { $missing += 'Ninja' }
    if (-not ((Have 'cl') -or (Have 'c++') -or (Have 'g++') -or (Have 'clang++'))) {
        $missing += 'a C++20 compiler (on Windows: run this in a developer prompt of the Visual Studio Build Tools)'
    }
    if ($forTests -and $BuildServer -and -not (Have 'clang-format')) { $missing += 'clang-format' }
    if ($missing.Count -gt 0) { throw ('missing: ' + ($missing -join ', ') + '. Install these and put them on the PATH.') }
}

# artifacts\bin\NAME runs the tool of a project.
function Write-Launcher([string] $name, [string] $project) {
    $launcher = [System.IO.Path]::Combine($Artifacts, 'bin', "$name.cmd")
    [System.IO.File]::WriteAllText($launcher, "@echo off`r`n`"%~dp0$project\release\$project.exe`" %*`r`n")
}

# What was configured where the checkout once stood is begun anew.
function Invoke-NativeBuild([string] $nativeTests) {
    Step 'building the native library'
    $source = [System.IO.Path]::Combine($Root, 'native')
    $cache = [System.IO.Path]::Combine($NativeBuild, 'CMakeCache.txt')
    $home_ = 'CMAKE_HOME_DIRECTORY:INTERNAL=' + $source.Replace('\', '/')
    if ([System.IO.File]::Exists($cache) -and -not ([System.IO.File]::ReadAllLines($cache) -contains $home_)) {
        Say "the checkout was moved: configuring $NativeBuild anew"
        [System.IO.Directory]::Delete($NativeBuild, $true)
    }
    Run-Command 'cmake' { & cmake -S $source -B $NativeBuild -G Ninja '-DCMAKE_BUILD_TYPE=Release' "-DSTRNN_TESTS=$nativeTests" }
    Run-Command 'the native build' { & cmake --build $NativeBuild }
}

function Invoke-Build([string] $nativeTests) {
    Invoke-NativeBuild $nativeTests
    Step 'building the solution'
    Run-Command 'dotnet build' { & dotnet build $Solution -c Release -nodeReuse:false --verbosity quiet }
    Write-Launcher 'strnn' 'StRnn.Cli'
    Write-Launcher 'strnn-reproduce' 'StRnn.Reproduction'
}

function Add-Count([int] $passed, [int] $failed, [int] $skipped) {
    $script:Passed += $passed
    $script:Failed += $failed
    $script:Skipped += $skipped
}

function Invoke-Check([string] $name, [scriptblock] $command) {
    Step $name
    & $command
    if ($LASTEXITCODE -eq 0) { Add-Count 1 0 0 } else { Say "failed: $name"; Add-Count 0 1 0 }
}

function Invoke-NativeTests {
    Step 'native tests'
    $output = & ctest --test-dir $NativeBuild --output-on-failure
    $status = $LASTEXITCODE
    $match = [System.Text.RegularExpressions.Regex]::Match(($output -join "`n"), '(\d+) tests failed out of (\d+)')
    if (-not $match.Success) { Say ($output -join "`n"); Say 'failed: the native tests did not finish'; Add-Count 0 1 0; return }
    $failures = [int] $match.Groups[1].Value
    Add-Count ([int] $match.Groups[2].Value - $failures) $failures 0
    if ($status -ne 0) {
        Say ($output -join "`n")
        if ($failures -eq 0) { Add-Count 0 1 0 }
    }
}

function Invoke-ManagedTests([string[]] $arguments) {
    $output = & dotnet test @arguments -c Release --no-build -nodeReuse:false -m:2
    $status = $LASTEXITCODE
    $pattern = 'Failed:\s*(\d+), Passed:\s*(\d+), Skipped:\s*(\d+),'
    $totals = [System.Text.RegularExpressions.Regex]::Matches(($output -join "`n"), $pattern)
    $failures = 0
    foreach ($total in $totals) {
        $failures += [int] $total.Groups[1].Value
        Add-Count ([int] $total.Groups[2].Value) ([int] $total.Groups[1].Value) ([int] $total.Groups[3].Value)
    }
    if ($status -ne 0) { Say ($output -join "`n") }
    if ($totals.Count -eq 0 -or ($status -ne 0 -and $failures -eq 0)) { Say 'failed: the test run did not finish'; Add-Count 0 1 0 }
}

function Invoke-Pack {
    Step 'packing'
    $packages = [System.IO.Path]::Combine($Artifacts, 'packages')
    if ([System.IO.Directory]::Exists($packages)) { [System.IO.Directory]::Delete($packages, $true) }
    Run-Command 'dotnet pack' { & dotnet pack $Solution -c Release --no-build -nodeReuse:false -o $packages --verbosity quiet }
}

# Builds the samples from the packed packages, from an empty cache but for what the user's has of other packages. Each
# asserts its own result and prints one line. A published one was compiled ahead of time.
function Invoke-Samples {
    $folder = [System.IO.Path]::Combine($Artifacts, 'samples')
    foreach ($old in 'packages', 'publish') {
        $old = [System.IO.Path]::Combine($folder, $old)
        if ([System.IO.Directory]::Exists($old)) { [System.IO.Directory]::Delete($old, $true) }
    }
    $shared = (& dotnet nuget locals global-packages --list) -match '^global-packages: ' -replace '^[^:]*: ', ''
    $samples = [System.IO.Path]::Combine($Root, 'samples')
    Invoke-Check 'samples from packages' {
        & dotnet build ([System.IO.Path]::Combine($samples, 'Samples.proj')) "-p:SharedPackages=$shared" -nodeReuse:false --verbosity quiet
    }
    foreach ($project in [System.IO.Directory]::GetFiles($samples, '*.csproj', 'AllDirectories')) {
        $name = [System.IO.Path]::GetFileNameWithoutExtension($project)
        $published = [System.IO.Path]::Combine($folder, 'publish', $name, 'release')
        $built = [System.IO.Path]::Combine($folder, 'bin', $name, 'release')
        $program = [System.IO.Path]::Combine(($published, $built).Where({ [System.IO.Directory]::Exists($_) })[0], $name)
        Invoke-Check "sample $name" { & $program }
    }
}

function Show-Totals {
    Step 'done'
    Say "$($script:Passed) passed, $($script:Failed) failed, $($script:Skipped) skipped"
    if ($script:Failed -gt 0 -or $script:Passed -eq 0) { exit 1 }
}

function Invoke-Tests([string[]] $arguments) {
    if ($BuildServer) { [System.Environment]::SetEnvironmentVariable('STRNN_REQUIRE_BACKENDS', 'cpu,reference') }
    # The build has run the analyzers. Single files are formatted without loading their projects, which takes a minute.
    Invoke-Check 'C# format' {
        foreach ($part in 'src', 'tests', 'perf', 'samples') {
            & dotnet format whitespace ([System.IO.Path]::Combine($Root, $part)) --folder --verify-no-changes
            if ($LASTEXITCODE -ne 0) { break }
        }
    }
    if (Have 'clang-format') {
        $sources = @('native', 'perf') | ForEach-Object {
            $folder = [System.IO.Path]::Combine($Root, $_)
            [System.IO.Directory]::GetFiles($folder, '*.cpp', 'AllDirectories')
            [System.IO.Directory]::GetFiles($folder, '*.h', 'AllDirectories')
        }
        Invoke-Check 'C++ format' { & clang-format --dry-run -Werror @sources }
    }
    else {
        Say 'skipped: C++ format (clang-format is not installed)'
        Add-Count 0 0 1
    }
    Invoke-NativeTests
    # A narrowed run is for a few tests.
    if ($arguments.Count -eq 0) { Invoke-Pack }
    Step 'managed tests'
    Invoke-ManagedTests (@($Solution) + $arguments)
    Step 'conformance of the scalar kernels'
    [System.Environment]::SetEnvironmentVariable('STRNN_CPU', 'scalar')
    [System.Environment]::SetEnvironmentVariable('STRNN_TEST_BACKENDS', 'cpu')
    Invoke-ManagedTests (@($Conformance) + $arguments)
    [System.Environment]::SetEnvironmentVariable('STRNN_CPU', $null)
    [System.Environment]::SetEnvironmentVariable('STRNN_TEST_BACKENDS', $null)
    if ($arguments.Count -eq 0) { Invoke-Samples }
    Show-Totals
}

function Invoke-Comparison([string[]] $arguments) {
    & ([System.IO.Path]::Combine($Artifacts, 'bin', 'StRnn.Comparison', 'release', 'StRnn.Comparison')) @arguments
}

# The peers are built by perf/peers/build.sh, on Linux; without them the comparison says that they are absent.
function Invoke-Perf([string[]] $arguments) {
    $first = if ($arguments.Count -gt 0) { $arguments[0] } else { '' }
    if ($first -eq '--opencl') { Invoke-Comparison (@('opencl') + @($arguments | Select-Object -Skip 1)); return }
    if ($first -eq '--page') { Invoke-Comparison (@('page') + @($arguments | Select-Object -Skip 1)); return }
    if ($first -eq '--against') { Invoke-Comparison (@('against') + @($arguments | Select-Object -Skip 1)); return }
    if ($first -eq '--busy') { Invoke-Comparison (@('busy') + @($arguments | Select-Object -Skip 1)); return }
    if ($first -eq '--check') { Invoke-Comparison (@('check') + @($arguments | Select-Object -Skip 1)) }
    elseif ($first -eq '' -or $first -eq '--only' -or $first -eq '--rounds') { Invoke-Comparison (@('run') + $arguments) }
    if ($first -ne '--check' -and $first -ne '--only' -and $first -ne '--rounds') {
        & ([System.IO.Path]::Combine($Artifacts, 'bin', 'StRnn.Benchmarks', 'release', 'StRnn.Benchmarks')) @arguments
    }
}

# Without a verb of its own, the pages are rendered.
function Invoke-Results([string[]] $arguments) {
    $first = if ($arguments.Count -gt 0) { $arguments[0] } else { '' }
    if ($first -ne 'collect' -and $first -ne 'render') { $arguments = @('render') + $arguments }
    & ([System.IO.Path]::Combine($Artifacts, 'bin', 'StRnn.Results', 'release', 'StRnn.Results')) @arguments
}

function Show-Help {
    Say 'usage: .\build.ps1 VERB [ARGUMENTS]'
    Say ''
    Say '  setup   check the toolchain'
    Say '  build   build the native library and the solution; artifacts\bin\strnn runs the tool'
    Say "  demo    train dense and sparse language models on the SDK's own documentation (arguments: strnn demo --help)"
    Say '  test    build and run every test and check (arguments: those of dotnet test, for example --filter NAME)'
    Say '  perf    compare with the peers (where they can be built, on Linux) and run the benchmarks'
    Say "          --check        against this processor's recorded baseline instead; --record records it"
    Say '          --opencl       the OpenCL backend against the CPU backend instead: docs\results\opencl.md'
    Say '          --against DIR  training steps against those of another built checkout, for example of an older commit'
    Say '          --busy         several threads against one, beside other programs'
    Say '          --page         both pages again from the newest records, without measuring'
    Say '          --only PART    one part of the comparison: training, unit-connections, products, inference, scale or break-even'
    Say "          --filter NAME  benchmarks only, with the arguments of BenchmarkDotNet, for example --filter '*SpMM*'"
    Say '  results write the tables and plots of docs\results from their CSV files'
    Say '          --check        compare only; exit code 1 where a page is not what its CSV files give'
    Say "          collect --page PAGE --runs FOLDER   add run folders to a page's CSV files"
    Say '  native  build the native library for this platform (build.sh on Linux builds for others, too)'
    Say '  pack    make the NuGet packages in artifacts\packages'
    Say '  samples pack, and build and run every sample from the packages'
    Say '  clean   remove everything that was built'
}

try {
    switch ($Verb) {
        'setup' { Invoke-Setup $true; Say 'The toolchain is complete.' }
        'build' { Invoke-Setup $false; Invoke-Build 'OFF' }
        'demo' {
            Invoke-Setup $false
            Invoke-Build 'OFF'
            Say ('setup and build: {0} s' -f [int] $Watch.Elapsed.TotalSeconds)
            $program = [System.IO.Path]::Combine($Artifacts, 'bin', 'StRnn.Cli', 'release', 'StRnn.Cli.dll')
            if (-not ($Rest -contains '--out')) { $Rest = @('--out', [System.IO.Path]::Combine($Artifacts, 'demo')) + $Rest }
            & dotnet $program demo @Rest
            exit $LASTEXITCODE
        }
        'test' { Invoke-Setup $true; Invoke-Build 'ON'; Invoke-Tests $Rest }
        'perf' {
            Invoke-Setup $false
            Invoke-Build 'OFF'
            # A long `strnn-reproduce` with the same variable saves and waits while the file exists.
            if ($env:STRNN_PAUSE_FILE) {
                [void] (New-Item -ItemType File -Force -Path $env:STRNN_PAUSE_FILE)
                Start-Sleep -Seconds 20
            }
            try { Invoke-Perf $Rest } finally {
                if ($env:STRNN_PAUSE_FILE) { Remove-Item -Force $env:STRNN_PAUSE_FILE }
            }
            exit $LASTEXITCODE
        }
        'results' {
            Invoke-Setup $false
            Invoke-Build 'OFF'
            Invoke-Results $Rest
            exit $LASTEXITCODE
        }
        'native' {
            if ($Rest.Count -gt 0 -and $Rest[0] -ne (Get-RuntimeIdentifier)) {
                throw "'$($Rest[0])' cannot be built for here; ./build.sh native $($Rest[0]) on Linux does it"
            }
            Invoke-Setup $false
            Invoke-NativeBuild 'OFF'
        }
        'pack' {
            Invoke-Setup $false
            Invoke-Build 'OFF'
            Invoke-Pack
        }
        'samples' { Invoke-Setup $false; Invoke-Build 'OFF'; Invoke-Pack; Invoke-Samples; Show-Totals }
        'clean' { if ([System.IO.Directory]::Exists($Artifacts)) { [System.IO.Directory]::Delete($Artifacts, $true) } }
        'help' { Show-Help }
        default {
            [System.Console]::Error.WriteLine("error: unknown verb '$Verb'; the verbs are: $Verbs")
            exit 2
        }
    }
}
catch {
    [System.Console]::Error.WriteLine("error: $($_.Exception.Message)")
    exit 1
}
