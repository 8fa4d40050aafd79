namespace StRnn.Training;

/// <summary>A step's place in its run.</summary>
/// <param name="EndsEpoch">Whether it is the last one of its epoch.</param>
/// <param name="TotalSteps">Optimiser steps of the whole run.</param>
internal readonly record struct StepSpan(bool EndsEpoch, long TotalSteps);
