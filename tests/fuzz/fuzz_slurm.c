/* Junk as the files of a Slurm cluster: it is refused with words, or the machine and the trees made
 * of it are whole.  The first byte says which file the rest is; the others are good ones. */
#include "host/slurm/import.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes);

struct junk {
    const char *path; /* of the file that is junk */
    const char *text;
    size_t bytes;
};

static const struct {
    const char *path, *text;
} good[] = {
    {"conf", "ClusterName=c\nNodeName=n[1-8] CPUs=8 Gres=gpu:2\nPartitionName=p Nodes=ALL\n"},
    {"nodes", "NodeName=n1 CPUTot=8 Gres=gpu:2\nNodeName=n2 CPUTot=8\n"},
    {"partitions", "PartitionName=p Nodes=n1 MaxTime=UNLIMITED\n"},
    {"qos", "Name|Priority|Flags\nnormal|0|\nhigh|5|NoDecay\n"},
    {"assoc", "Account|User|Share|QOS\nroot||1|normal\n a||2|high\n  a|u|1|\n"},
    {"res", "ReservationName=r StartTime=500 EndTime=900 Nodes=n1 Flags=MAINT\n"},
    {"sacct", "JobID|User|Submit|Start|End|State\n1|u|100|200|300|COMPLETED\n"},
};

static bool open_text(void *of, const char *path, const char **text, size_t *bytes,
                      struct aif_err *err)
{
    const struct junk *j = of;
    if (strcmp(path, j->path) == 0) {
        *text = j->text;
        *bytes = j->bytes;
        return true;
    }
    for (size_t i = 0; i < AIF_COUNT(good); i++)
        if (strcmp(path, good[i].path) == 0) {
            *text = good[i].text;
            *bytes = strlen(*text);
            return true;
        }
    return aif_err_set(err, "%s: no such file", path);
}

static void check(const struct slurm_import *im)
{
    struct aif_err err;
    AIF_CHECK(aif_machine_check(&im->machine, &err));
    AIF_CHECK(im->centre.qos_count <= 64);
    AIF_CHECK(im->centre.accounts.count == 0 || aif_accounts_check(&im->centre.accounts, &err));
    for (uint32_t i = 0; i < im->centre.reservation_count; i++) {
        const struct aif_reservation *r = &im->centre.reservations[i];
        AIF_CHECK(r->node_count > 0 && r->end_s > r->start_s);
        for (uint32_t k = 0; k < r->node_count; k++)
            AIF_CHECK(r->nodes[k] < im->machine.node_count);
    }
    for (uint32_t i = 0; i < im->workload.count; i++) {
        const struct aif_job *j = &im->workload.jobs[i];
        AIF_CHECK(i == 0 || im->workload.jobs[i - 1].submit_s <= j->submit_s);
        AIF_CHECK(j->submit_s >= 0 && j->runtime_s >= 0 && j->request.nodes > 0);
        AIF_CHECK(j->limit_s == AIF_UNKNOWN_S || j->limit_s > 0);
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes)
{
    if (bytes < 1)
        return 0;
    char *text = malloc(bytes); /* exactly as long: reading past it is seen */
    AIF_CHECK(text);
    memcpy(text, data + 1, bytes - 1);
    struct junk junk = {good[data[0] % AIF_COUNT(good)].path, text, bytes - 1};
    struct slurm_files files = {open_text, &junk};
    bool has_records = data[0] & 0x80;
    const struct slurm_conf_paths paths = {"conf", has_records ? "nodes" : NULL,
                                           has_records ? "partitions" : NULL};
    const struct slurm_jobs_how how = {.zone = "UTC", .sums_all_runs = data[0] & 0x40};
    struct aif_err err = {{0}};
    struct slurm_import im;
    slurm_import_init(&im, &files);
    bool ok = slurm_read_qos(&im, "qos", &err) && slurm_read_conf(&im, &paths, &err) &&
              slurm_read_assocs(&im, "assoc", &err) && slurm_read_jobs(&im, "sacct", &how, &err) &&
              slurm_read_reservations(&im, "res", &err);
    if (ok)
        check(&im);
    else
        AIF_CHECK(err.text[0]);
    slurm_import_fini(&im);
    free(text);
    return 0;
}
