#ifndef AIF_TRES_H
#define AIF_TRES_H

#include "aif/base.h"

/* Trackable resources: what jobs are charged for and limited in, under Slurm's names. */
enum aif_tres {
    AIF_TRES_CPU,
    AIF_TRES_MEM, /* MiB */
    AIF_TRES_NODE,
    AIF_TRES_GPU, /* gres/gpu */
    AIF_TRES_BILLING,
    AIF_TRES_COUNT
};

/* An amount of each; in limits AIF_UNLIMITED where there is none. */
struct aif_tres_set {
    int64_t of[AIF_TRES_COUNT];
};

#define AIF_UNLIMITED INT64_C(-1)

/* "cpu", "mem", "node", "gres/gpu", "billing". */
const char *aif_tres_name(enum aif_tres t);

/* What a unit of each resource costs, for billing. */
struct aif_billing {
    bool is_set;                    /* else a job is billed its CPUs */
    double weights[AIF_TRES_COUNT]; /* of memory: per MiB; of billing: not used */
    bool is_max; /* MAX_TRES: the dearest of what a job has on nodes, not the sum */
};

/* What a second of these amounts is charged, following Slurm's TRESBillingWeights and MAX_TRES.
 * Not rounded: usage is charged with the fraction, tables of counts cut it off. */
double aif_billing_of(const struct aif_billing *b, const struct aif_tres_set *amount);

#endif
