"""What the tests of shares and usage share: the driver's commands, and tables of recorded numbers."""
import csv
import gzip
import subprocess

FIELDS = ("raw", "norm_shares", "norm_usage", "effective", "factor", "level_fs", "level_fs_20", "place", "tied")


def table(path):
    """Rows of a table of comma-separated values, compressed or not."""
    if not path.exists():
        path = path.with_name(path.name + ".gz")
    opened = gzip.open(path, "rt", newline="") if path.suffix == ".gz" else open(path, newline="")
    with opened as text:
        return list(csv.DictReader(text))


def talk(driver, commands):
    """What the driver prints, in lines."""
    done = subprocess.run([driver], input="\n".join(commands) + "\n", capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"FAILED: {driver}: exit status {done.returncode}: {done.stdout[-500:]}{done.stderr}")
    return done.stdout.splitlines()


def assoc(parent, is_user, shares, name):
    """The command that adds an association; shares as sshare writes them."""
    shares = -1 if shares == "parent" else int(shares or 1)
    return f"assoc {parent} {int(is_user)} {shares} {name}"


def row(line):
    """A line of the driver's table by field."""
    return dict(zip(FIELDS, line.split()))
