#!/usr/bin/env bash
# Compares two builds of StRnn.Native bit for bit: same-bits.sh OLD_DIR NEW_DIR [tensors]
#
# Both directories are checkouts that `./build.sh build` has built. Six small runs are trained with each: LSTM, RHN and
# classifier; methods st, rigl and snfs; 1 and 2 threads. Compared are every tensor and the progress in last.safetensors
# and best.safetensors, and of the metrics' lines the names of fields in order and every value that is not a time or a
# size of the process; with "tensors" only tensors, where metrics have changed on purpose. Then NEW inspects, evaluates and resumes what OLD wrote. Exit code 0: all the same. It takes
# about a minute.
set -euo pipefail

if [ $# -lt 2 ]; then
    echo "usage: same-bits.sh OLD_DIR NEW_DIR [tensors]" >&2
    exit 2
fi

readonly PROGRAM="artifacts/bin/StRnn.Cli/release/StRnn.Cli"
OLD="$(cd "$1" && pwd)/$PROGRAM"
NEW="$(cd "$2" && pwd)/$PROGRAM"
PLACE="$(mktemp -d -t same-bits-XXXXXX)"
trap 'rm -rf "$PLACE"' EXIT
export LC_ALL=C DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export SAME_BITS="${3:-all}"
FAILURES=0

say() { printf '%s\n' "$*"; }

check() { # check WHAT COMMAND...: runs it, counts and reports what fails
    local what="$1"
    shift
    if "$@" >"$PLACE/check.log" 2>&1; then
        say "same: $what"
    else
        say "DIFFERENT: $what"
        sed 's/^/    /' "$PLACE/check.log"
        FAILURES=$((FAILURES + 1))
    fi
}

quietly() { # quietly COMMAND...: shows the output only where it fails
    "$@" >"$PLACE/run.log" 2>&1 || {
        cat "$PLACE/run.log"
        return 1
    }
}

# --- a small corpus and labelled texts, the same each time ------------------------------------------------------------

cat >"$PLACE/data.py" <<'PYTHON'
import os
import random
import sys

place = sys.argv[1]
os.makedirs(f"{place}/corpus")
for split, sentences, seed in (("train", 700, 1), ("valid", 60, 2), ("test", 60, 3)):
    draw, word = random.Random(seed), 0
    with open(f"{place}/corpus/{split}.txt", "w") as file:
        for _ in range(sentences):
            words = []
            for _ in range(8):
                word = (word * 5 + 1 + draw.randrange(3)) % 60
                words.append(f"word{word}")
            file.write(" ".join(words) + "\n")

draw = random.Random(4)
with open(f"{place}/reviews.csv", "w") as file:
    file.write("label,text\n")
    for i in range(400):
        words = [f"filler{draw.randrange(40)}" for _ in range(1 + draw.randrange(9))]
        words[draw.randrange(len(words))] = "splendid" if i % 2 == 0 else "dreadful"
        file.write(f"{'good' if i % 2 == 0 else 'bad'},{' '.join(words)}\n")
PYTHON

# --- comparison -------------------------------------------------------------------------------------------------------

cat >"$PLACE/compare.py" <<'PYTHON'
"""compare.py OLD_RUN NEW_RUN [FIELD...]: two run folders, bit for bit, but for times and the metrics' fields named."""
import json
import os
import struct
import sys

# Times, and what the operating system says of the process.
UNLIKE = {"tokens_per_second", "step_ms", "topology_ms", "elapsed_s", "peak_rss_bytes", *sys.argv[3:]}


def tensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__")
    return metadata, {name: (entry["dtype"], entry["shape"], data[slice(*entry["data_offsets"])]) for name, entry in header.items()}


def lines(path):
    with open(path) as file:
        return [json.loads(line, object_pairs_hook=list) for line in file]


def plain(line):
    return [(name, value) for name, value in line if name not in UNLIKE]


def main(old, new):
    problems, compared = [], 0
    only_tensors = os.environ["SAME_BITS"] == "tensors"
    for name in ("last.safetensors", "best.safetensors"):
        ours, theirs = f"{new}/{name}", f"{old}/{name}"
        if not os.path.exists(theirs) or not os.path.exists(ours):
            problems.append(f"{name} is missing")
            continue
        (was, expected), (is_now, found) = tensors(theirs), tensors(ours)
        if was != is_now and not only_tensors:
            problems.append(f"{name}: metadata {was} and {is_now}")
        if list(expected) != list(found):
            problems.append(f"{name}: tensors {list(expected)} and {list(found)}")
        problems += [f"{name}: {key} differs" for key in expected if key in found and expected[key] != found[key]]
        compared += len(expected)
    if only_tensors:
        print("\n".join(problems) or f"{compared} tensors")
        return 1 if problems else 0
    expected, found = lines(f"{old}/metrics.jsonl"), lines(f"{new}/metrics.jsonl")
    if len(expected) != len(found):
        problems.append(f"{len(expected)} and {len(found)} lines of metrics")
    for i, (was, is_now) in enumerate(zip(expected, found), start=1):
        if [name for name, _ in was] != [name for name, _ in is_now]:
            problems.append(f"metrics line {i}: fields {[name for name, _ in was]} and {[name for name, _ in is_now]}")
        elif plain(was) != plain(is_now):
            problems.append(f"metrics line {i}: {plain(was)} and {plain(is_now)}")
    events = {dict(line)["event"] for line in expected}
    if events != {"step", "epoch", "eval", "topology", "done"}:
        problems.append(f"the runs do not show all events: {sorted(events)}")
    print("\n".join(problems) or f"{compared} tensors, {len(expected)} lines")
    return 1 if problems else 0


sys.exit(main(*sys.argv[1:3]))
PYTHON

# --- six runs ---------------------------------------------------------------------------------------------------------

readonly LM="train lm --backend cpu --hidden 32 --batch 8 --bptt 10 --epochs 3 --init-range 0.2 --log-every 5 --checkpoint-every 9 --momentum 0.9
    --sparsity 0.6"
readonly CLASSIFY="train classify --backend cpu --width 16 --hidden 24 --batch 16 --words 8 --vocabulary 60 --epochs 3 --lr 0.01 --epsilon 3
    --log-every 5 --patience 0"
readonly LSTM="$LM --preset ptb-lstm-small --lr 1"
readonly RHN="$LM --preset ptb-rhn --depth 3 --lr 0.2"

RUNS=(
    "lstm-st-1 1 $LSTM --method st"
    "lstm-rigl-2 2 $LSTM --method rigl --init uniform --update-every 7 --separate-gates"
    "rhn-snfs-1 1 $RHN --method snfs"
    "rhn-st-2 2 $RHN --method st --redistribution momentum --survivor restarts"
    "classifier-rigl-1 1 $CLASSIFY --method rigl --update-every 6"
    "classifier-snfs-2 2 $CLASSIFY --method snfs"
)

train() { # train STRNN RUN_FOLDER "NAME THREADS ARGUMENTS" MORE...
    local strnn="$1" folder="$2" arguments
    # shellcheck disable=SC2206
    arguments=($3)
    shift 3
    local data="$PLACE/corpus"
    [ "${arguments[3]}" = classify ] && data="$PLACE/reviews.csv"
    quietly "$strnn" "${arguments[@]:2}" --threads "${arguments[1]}" --data "$data" --out "$folder" "$@"
}

python3 "$PLACE/data.py" "$PLACE"
for run in "${RUNS[@]}"; do
    name="${run%% *}"
    train "$OLD" "$PLACE/old/$name" "$run"
    train "$NEW" "$PLACE/new/$name" "$run"
    check "$name" python3 "$PLACE/compare.py" "$PLACE/old/$name" "$PLACE/new/$name"
done

# --- what OLD wrote, in NEW -------------------------------------------------------------------------------------------

both() { # both ARGUMENTS...: the same output of both builds
    "$OLD" "$@" >"$PLACE/old.out"
    "$NEW" "$@" >"$PLACE/new.out"
    # How long it took is no part of it.
    diff <(sed -E '/[sS]econds|elapsed|tokens_per_second/d' "$PLACE/old.out") <(sed -E '/[sS]econds|elapsed|tokens_per_second/d' "$PLACE/new.out")
}

resumed() { # resumed "NAME THREADS ARGUMENTS": OLD begins and NEW ends it, as OLD alone had done; memory held depends on the process's first step
    local name="${1%% *}"
    train "$OLD" "$PLACE/resumed/$name" "$1" --max-steps 40
    train "$NEW" "$PLACE/resumed/$name" "$1" --resume
    python3 "$PLACE/compare.py" "$PLACE/old/$name" "$PLACE/resumed/$name" activation_bytes
}

for run in "${RUNS[0]}" "${RUNS[2]}" "${RUNS[4]}"; do
    name="${run%% *}"
    check "$name of OLD, inspected" both inspect "$PLACE/old/$name" --json
    check "$name of OLD, evaluated" both eval "$PLACE/old/$name" --backend cpu --json
    check "$name of OLD, its last checkpoint evaluated" both eval "$PLACE/old/$name" --checkpoint last --backend cpu --json
    check "$name of OLD, resumed" resumed "$run"
done
check "two checkpoints of OLD, opened" both topology-distance \
    "$PLACE/old/lstm-st-1/best.safetensors" "$PLACE/old/lstm-st-1/last.safetensors" --json

if [ "$FAILURES" -gt 0 ]; then
    say "$FAILURES differences"
    exit 1
fi
say "the same bits"
