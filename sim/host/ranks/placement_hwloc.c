/* Binding to cores, and what the node has, through hwloc. */
#include "host/ranks/placement.h"

#include "host/ranks/comm.h"

#include <hwloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int count_cores(hwloc_topology_t t, hwloc_const_cpuset_t within)
{
    return hwloc_get_nbobjs_inside_cpuset_by_type(t, within, HWLOC_OBJ_CORE);
}

static void describe_node(hwloc_topology_t t, struct placement *out)
{
    hwloc_obj_t package = hwloc_get_obj_by_type(t, HWLOC_OBJ_PACKAGE, 0);
    const char *model = package ? hwloc_obj_get_info_by_name(package, "CPUModel") : NULL;
    int packages = hwloc_get_nbobjs_by_type(t, HWLOC_OBJ_PACKAGE);
    int cores = count_cores(t, hwloc_topology_get_allowed_cpuset(t));
    snprintf(out->node, sizeof out->node, "%.80s, %d core%s", model ? model : "unknown processor",
             cores, cores == 1 ? "" : "s");
    size_t used = strlen(out->node);
    if (packages > 1)
        snprintf(out->node + used, sizeof out->node - used, " in %d packages", packages);
}

/* Numbers of the cores in a set, as hwloc and lstopo count them. */
static void describe_cores(hwloc_topology_t t, hwloc_const_cpuset_t set, const char *who,
                           struct placement *out)
{
    char list[40];
    hwloc_bitmap_t cores = hwloc_bitmap_alloc();
    for (hwloc_obj_t core = NULL;
         (core = hwloc_get_next_obj_covering_cpuset_by_type(t, set, HWLOC_OBJ_CORE, core));)
        hwloc_bitmap_set(cores, core->logical_index);
    int count = hwloc_bitmap_weight(cores);
    hwloc_bitmap_list_snprintf(list, sizeof list, cores);
    hwloc_bitmap_free(cores);
    snprintf(out->cores, sizeof out->cores, "core%s %s%s", count == 1 ? "" : "s", list, who);
}

static bool is_wanted(enum placement_wish wish)
{
    const char *policy = getenv("OMPI_MCA_hwloc_base_binding_policy");
    if (wish == PLACEMENT_AUTO)
        return comm_launched() && !(policy && strcmp(policy, "none") == 0);
    return wish == PLACEMENT_CORES;
}

/* Whether the launcher has bound this process to a part of the node; `now` receives the cores that
 * it may use. */
static bool find_binding(hwloc_topology_t t, hwloc_bitmap_t now)
{
    hwloc_const_cpuset_t allowed = hwloc_topology_get_allowed_cpuset(t);
    bool is_known = hwloc_get_cpubind(t, now, HWLOC_CPUBIND_PROCESS) == 0;
    hwloc_bitmap_and(now, now, allowed);
    return is_known && !hwloc_bitmap_isequal(now, allowed);
}

static void bind(hwloc_topology_t t, enum placement_wish wish, int node_rank, int node_size,
                 struct placement *out)
{
    hwloc_const_cpuset_t allowed = hwloc_topology_get_allowed_cpuset(t);
    int cores = count_cores(t, allowed);
    hwloc_bitmap_t now = hwloc_bitmap_alloc();
    bool is_bound = find_binding(t, now);
    /* Neighbouring ranks are spread over packages, which have memory paths of their own. */
    hwloc_obj_t core = hwloc_get_obj_inside_cpuset_by_type(
        t, allowed, HWLOC_OBJ_CORE, (unsigned)((long)node_rank * cores / node_size));
    if (is_bound)
        describe_cores(t, now, " (by the launcher)", out);
    else if (is_wanted(wish) && node_size <= cores && core &&
             hwloc_set_cpubind(t, core->cpuset, HWLOC_CPUBIND_PROCESS) == 0)
        describe_cores(t, core->cpuset, "", out);
    else if (node_size > cores)
        snprintf(out->cores, sizeof out->cores, "any core (%d ranks on %d cores)", node_size,
                 cores);
    hwloc_bitmap_free(now);
}

void placement_take(enum placement_wish wish, int node_rank, int node_size, struct placement *out)
{
    hwloc_topology_t t;
    *out = (struct placement){.node = "hwloc finds nothing here", .cores = "any core"};
    if (gethostname(out->host, sizeof out->host - 1) != 0)
        snprintf(out->host, sizeof out->host, "unknown");
    if (hwloc_topology_init(&t) != 0)
        return;
    if (hwloc_topology_load(t) == 0) {
        describe_node(t, out);
        bind(t, wish, node_rank, node_size, out);
    }
    hwloc_topology_destroy(t);
}
