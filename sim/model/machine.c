#include "aif/machine.h"

#include <string.h>

struct aif_machine aif_machine_pool(uint32_t procs)
{
    AIF_CHECK(procs > 0);
    return (struct aif_machine){.name = "procs", .procs = procs};
}

static bool check_classes(const struct aif_machine *m, struct aif_err *err)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < m->class_count; i++) {
        const struct aif_class *c = &m->classes[i];
        if (c->node_count == 0)
            return aif_err_set(err, "%s: node class %s has no nodes", m->name, c->name);
        if (c->shape.cores == 0)
            return aif_err_set(err, "%s: nodes of class %s have no cores", m->name, c->name);
        if (c->first_node != next)
            return aif_err_set(err, "%s: node class %s starts at node %u instead of %u", m->name,
                               c->name, c->first_node, next);
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(m->classes[j].name, c->name) == 0)
                return aif_err_set(err, "%s: two node classes are called %s", m->name, c->name);
        next += c->node_count;
    }
    if (next != m->node_count)
        return aif_err_set(err, "%s: the classes have %u nodes, the machine %u", m->name, next,
                           m->node_count);
    return true;
}

static bool check_partitions(const struct aif_machine *m, struct aif_err *err)
{
    uint64_t known =
        m->class_count == AIF_CLASS_MAX ? UINT64_MAX : (UINT64_C(1) << m->class_count) - 1;
    for (uint32_t i = 0; i < m->partition_count; i++) {
        const struct aif_partition *p = &m->partitions[i];
        if (p->class_mask == 0 || (p->class_mask & ~known))
            return aif_err_set(err,
                               "%s: partition %s has no nodes, or nodes of a class that does "
                               "not exist",
                               m->name, p->name);
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(m->partitions[j].name, p->name) == 0)
                return aif_err_set(err, "%s: two partitions are called %s", m->name, p->name);
    }
    return true;
}

bool aif_machine_check(const struct aif_machine *m, struct aif_err *err)
{
    if (m->procs)
        return true;
    if (m->class_count == 0 || m->class_count > AIF_CLASS_MAX)
        return aif_err_set(err, "%s: %u node classes, expected 1 to %d", m->name, m->class_count,
                           AIF_CLASS_MAX);
    if (m->partition_count == 0)
        return aif_err_set(err, "%s: no partitions", m->name);
    return check_classes(m, err) && check_partitions(m, err);
}
