# jobs.csv in R: factors, means and quantiles, against summary.csv.  usage: Rscript jobs.R DIR
folder <- commandArgs(trailingOnly = TRUE)[1]
jobs <- read.csv(file.path(folder, "jobs.csv"), stringsAsFactors = TRUE)
summary <- read.csv(file.path(folder, "summary.csv"))

stopifnot(
    nrow(jobs) == 2 * 3 * 5 * 200,
    is.integer(jobs$waiting_time), is.integer(jobs$submission_time), is.integer(jobs$units),
    is.numeric(jobs$bounded_slowdown),
    is.factor(jobs$policy), is.factor(jobs$site), is.factor(jobs$community), is.factor(jobs$outcome),
    identical(levels(jobs$site), c("mimer", "procs:64")),
    identical(sort(levels(jobs$policy)), sort(c("fcfs/easy", "fcfs/easy+sjf/pack", "fcfs/none"))),
    identical(sort(levels(jobs$community)), c("industry", "research", "startups"))
)

# The figures of each cell and community; quantiles of R's default type 7.
figures <- function(part) {
    q <- quantile(part$waiting_time, c(0.5, 0.95, 0.99), names = FALSE)
    c(nrow(part), mean(part$waiting_time), q, max(part$waiting_time), mean(part$bounded_slowdown))
}
columns <- c("jobs", "wait_mean_s", "wait_median_s", "wait_p95_s", "wait_p99_s", "wait_max_s", "bsld10_mean")
checked <- 0
for (i in seq_len(nrow(summary))) {
    row <- summary[i, ]
    of_row <- jobs$cell == row$cell & (row$community == "all" | jobs$community == row$community)
    apart <- abs(figures(jobs[of_row, ]) - unlist(row[columns]))
    if (any(apart > 0.0005001)) {
        print(rbind(figures(jobs[of_row, ]), unlist(row[columns])))
        stop("summary.csv, line ", i + 1, ": other figures")
    }
    checked <- checked + length(apart)
}
stopifnot(checked == 2 * 3 * 5 * 4 * 7)
cat(checked, "figures of summary.csv equal those of R\n")
