/* The files of a result directory, each with what it is. */
#include "host/provenance/contents.h"

#include <stdio.h>
#include <sys/stat.h>

const char content_crate[] = "ro-crate-metadata.json";

static const struct content contents[] = {
    {"results.db", CONTENT_RESULT, "application/vnd.sqlite3",
     "All figures of all cells as an SQLite database; the view `summary` has them as decimals."},
    {"summary.csv", CONTENT_RESULT, "text/csv",
     "The same figures as a table: one row for each cell and community of users."},
    {"jobs.csv", CONTENT_RESULT, "text/csv",
     "One row for each job: when it was submitted, started and ended, and where it ran."},
    {"series.csv", CONTENT_RESULT, "text/csv",
     "What was in use and what waited over time, by cell, community and account."},
    {"distributions.csv", CONTENT_RESULT, "text/csv",
     "How many jobs waited at most how long, by cell and community."},
    {"access.csv", CONTENT_RESULT, "text/csv",
     "What became of proposals and grants, by mode, pool, community, country and project."},
    {"experiment.resolved.yaml", CONTENT_RESULT, "application/yaml",
     "The experiment with every default filled in and the SHA-256 of every input; `aifsim run` "
     "takes it."},
    {"report.html", CONTENT_PICTURE, "text/html",
     "The results as one page for people, made from the files beside it."},
    {"run.log", CONTENT_LOG, "text/plain",
     "When, on which processors and how fast it ran.  Not part of the results: it differs from "
     "run to run."},
};

size_t content_count(void)
{
    return AIF_COUNT(contents);
}

const struct content *content_at(size_t i)
{
    return i < AIF_COUNT(contents) ? &contents[i] : NULL;
}

bool content_find(const char *dir, const char *name, char *to, size_t room)
{
    struct stat s;
    int bytes = snprintf(to, room, "%s/%s", dir, name);
    return bytes > 0 && (size_t)bytes < room && stat(to, &s) == 0 && S_ISREG(s.st_mode);
}
