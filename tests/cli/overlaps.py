"""Whether any processor of a pool has two jobs at a time.  usage: overlaps.py JOBS.csv

Every job that ran must have as many processors as its width, in canonical intervals."""
import csv
import sys

busy = {}  # processor -> list of (start, end)
failed = ran = 0
for row in csv.DictReader(open(sys.argv[1], newline="")):
    if row["final_state"] == "REJECTED":
        failed += row["allocated_resources"] != ""
        continue
    ran += 1
    start, end = int(row["starting_time"]), int(row["finish_time"])
    count, last = 0, -2
    for part in row["allocated_resources"].split(" "):
        low, _, high = part.partition("-")
        low, high = int(low), int(high or low)
        failed += low <= last + 1 or (high == low and "-" in part)
        last = high
        count += high - low + 1
        if end > start:
            for unit in range(low, high + 1):
                busy.setdefault(unit, []).append((start, end))
    failed += count != int(row["nodes"] if int(row["nodes"]) else row["units"])
for spans in busy.values():
    spans.sort()
    failed += sum(b[0] < a[1] for a, b in zip(spans, spans[1:]))
print(f"{ran} jobs on {len(busy)} processors, {failed} faults")
sys.exit(1 if failed or not ran else 0)
