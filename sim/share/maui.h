/* One component of Maui's and Moab's fair share. */
#ifndef SIM_SHARE_MAUI_H
#define SIM_SHARE_MAUI_H

#include <stdbool.h>

/* What a target of this kind gives for this use, both in percent: the distance to it, in percent
 * points, or relative to the target.  A floor ('+') only ever helps, a ceiling ('-') only ever
 * hurts, a cap ('^') gives nothing: it blocks.  A target of 0 is none. */
double maui_component(double target, char kind, double use, bool is_relative);

#endif
