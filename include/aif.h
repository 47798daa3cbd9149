#ifndef AIF_H
#define AIF_H

/* All of the aifsim library. */
#include "aif/accounts.h"
#include "aif/arena.h"
#include "aif/base.h"
#include "aif/centre.h"
#include "aif/exactmath.h"
#include "aif/extra.h"
#include "aif/generate.h"
#include "aif/job.h"
#include "aif/limits.h"
#include "aif/machine.h"
#include "aif/metrics.h"
#include "aif/names.h"
#include "aif/plugin.h"
#include "aif/preempt.h"
#include "aif/priority.h"
#include "aif/report.h"
#include "aif/rng.h"
#include "aif/sched.h"
#include "aif/share.h"
#include "aif/sim.h"
#include "aif/sink.h"
#include "aif/summary.h"
#include "aif/text.h"
#include "aif/trace.h"
#include "aif/trace_write.h"
#include "aif/tres.h"
#include "aif/usage.h"
#include "aif/workload.h"

#endif
