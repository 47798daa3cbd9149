#ifndef SIM_HOST_SITE_JOB_RULES_H
#define SIM_HOST_SITE_JOB_RULES_H

#include "aif/workload.h"
#include "host/site/site.h"

/* Rules that give jobs of a trace another account, QOS or partition before it is replayed:
 *
 *     jobs:
 *       - {where: {account: startups, user: [ann, ben]}, qos: fast}
 *       - account=startups:qos=fast                      the same in short
 *
 * A job is meant if each key of `where` names what its trace states of it; an account has those
 * below it in the site.  Rules are followed one after the other: later ones see what earlier ones
 * have set. */

/* A rule, in either form; for conf_check(). */
extern const struct conf_field job_rule_item;

/* The rules of options, checked: of `--jobs-set TEXT`.  The list belongs to doc, which is zeroed
 * before and closed also on failure.  NULL after a mistake, and if there is no text. */
const struct conf_node *job_rules_of(struct conf_doc *doc, const char *const *texts, size_t count,
                                     struct conf_errors *errors);

/* Whether the site has what the rules of a checked list name. */
bool job_rules_check(const struct site *s, const struct conf_node *rules,
                     struct conf_errors *errors);

/* Follow one rule; returns the number of jobs that it is about. */
uint32_t job_rule_apply(const struct conf_node *rule, const struct site *s, struct aif_workload *w);

/* "account startups: qos fast", cut off where there is no room. */
void job_rule_text(const struct conf_node *rule, char *text, size_t room);

#endif
