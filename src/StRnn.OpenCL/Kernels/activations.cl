// The activations of recurrent cells, and their derivatives, as functions.
//
// Variants: for one float and, for the sequences of CPUs, for eight. Assumptions: as in common.cl. Tuning: none.

// An activation is a gate's number and 16 times a candidate's: GateActivation and CandidateActivation of the contract.
#define GATE(activation) ((activation)&15)
#define CANDIDATE(activation) ((activation) >> 4)
#define HARD_SIGMOID 1
#define TANH 0
#define SELU 1
#define BOUNDED_SPOCU 3
#define IDENTITY 4
#define SELU_SCALE 1.0507009873554805f
#define SELU_ALPHA 1.6732632423543772f

#define DEFINE_CELLS(V)                                                                                                \
    static inline V OVERLOAD(logistic, V)(V x) { return 1.0f / (1.0f + exp(-x)); }                                     \
    /* clamp of a NaN is undefined, so it passes beside it. */                                                         \
    static inline V OVERLOAD(gate_of, V)(V x, int activation) {                                                        \
        if (GATE(activation) == HARD_SIGMOID) {                                                                        \
            return select(fmin(fmax(0.2f * x + 0.5f, 0.0f), 1.0f), x, isnan(x));                                       \
        }                                                                                                              \
        return OVERLOAD(logistic, V)(x);                                                                               \
    }                                                                                                                  \
    /* The derivative where the output is y. */                                                                        \
    static inline V OVERLOAD(gate_slope, V)(V y, int activation) {                                                     \
        if (GATE(activation) == HARD_SIGMOID) {                                                                        \
            return select((V)(0.0f), (V)(0.2f), (y > 0.0f) & (y < 1.0f));                                              \
        }                                                                                                              \
        return y * (1.0f - y);                                                                                         \
    }                                                                                                                  \
    static inline V OVERLOAD(spocu_inner, V)(V x) { return x / 4.437f + 0.6653f; }                                     \
    /* r(u), at most that of c = 1 where it is bounded; comparisons with a NaN are false, so that it passes. */        \
    static inline V OVERLOAD(spocu_of, V)(V x, int bounded) {                                                          \
        V u = OVERLOAD(spocu_inner, V)(x);                                                                             \
        if (bounded) {                                                                                                 \
            u = select(u, (V)(1.0f), u > 1.0f);                                                                        \
        }                                                                                                              \
        const V r = u * u * u * (u * u * u * u * (u - 2.0f) + 2.0f);                                                   \
        const float b = 0.6653f;                                                                                       \
        return 3.0937f * (select(r, (V)(0.0f), u < 0.0f) - b * b * b * (b * b * b * b * (b - 2.0f) + 2.0f));           \
    }                                                                                                                  \
    static inline V OVERLOAD(spocu_slope, V)(V x, int bounded) {                                                       \
        const V u = OVERLOAD(spocu_inner, V)(x);                                                                       \
        V slope = (3.0937f / 4.437f) * u * u * (u * u * u * u * (8.0f * u - 14.0f) + 6.0f);                            \
        if (bounded) {                                                                                                 \
            slope = select(slope, (V)(0.0f), u >= 1.0f);                                                               \
        }                                                                                                              \
        return select(slope, (V)(0.0f), u < 0.0f);                                                                     \
    }                                                                                                                  \
    static inline V OVERLOAD(candidate_of, V)(V x, int activation) {                                                   \
        if (CANDIDATE(activation) == SELU) {                                                                           \
            return select(SELU_SCALE * SELU_ALPHA * expm1(x), SELU_SCALE * x, x > 0.0f);                               \
        }                                                                                                              \
        if (CANDIDATE(activation) == IDENTITY) {                                                                       \
            return x;                                                                                                  \
        }                                                                                                              \
        if (CANDIDATE(activation) != TANH) {                                                                           \
            return OVERLOAD(spocu_of, V)(x, CANDIDATE(activation) == BOUNDED_SPOCU);                                   \
        }                                                                                                              \
        return tanh(x);                                                                                                \
    }                                                                                                                  \
    /* What a forward step leaves in the candidate's place: y for tanh, else x, since SPOCU has no inverse. */         \
    static inline V OVERLOAD(candidate_kept, V)(V x, V y, int activation) {                                            \
        return CANDIDATE(activation) == TANH ? y : x;                                                                  \
    }                                                                                                                  \
    static inline V OVERLOAD(candidate_again, V)(V kept, int activation) {                                             \
        return CANDIDATE(activation) == TANH ? kept : OVERLOAD(candidate_of, V)(kept, activation);                     \
    }                                                                                                                  \
    static inline V OVERLOAD(candidate_slope, V)(V kept, int activation) {                                             \
        if (CANDIDATE(activation) == SELU) {                                                                           \
            return select(SELU_SCALE * SELU_ALPHA * exp(kept), (V)(SELU_SCALE), kept > 0.0f);                          \
        }                                                                                                              \
        if (CANDIDATE(activation) == IDENTITY) {                                                                       \
            return (V)(1.0f);                                                                                          \
        }                                                                                                              \
        if (CANDIDATE(activation) != TANH) {                                                                           \
            return OVERLOAD(spocu_slope, V)(kept, CANDIDATE(activation) == BOUNDED_SPOCU);                             \
        }                                                                                                              \
        return 1.0f - kept * kept;                                                                                     \
    }

#define OVERLOAD(name, V) name##_##V
DEFINE_CELLS(float)
#if LANES == 8
DEFINE_CELLS(float8)
#define VEC_(name) name##_float8
#else
#define VEC_(name) name##_float
#endif
