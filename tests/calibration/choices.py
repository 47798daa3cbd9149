"""What fit.py is told about each mix beyond the published tables: our choices, in one place."""

# Kinds of job: part of all jobs (published), column of its run times, and where to start from when its sizes are
# fitted: parts of its jobs up to 1, 3, 6, 12, 16, 24, 32, 64, 128, 256, 512, 768 and more GPUs; the
# published quartiles are enforced.
SEREN = {
    "evaluation": (64.9, "Eval", [0.64, 0.105, 0.015, 0.24, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    "finetune": (14.9, "SFT", [0.20, 0.25, 0.03, 0.48, 0.03, 0.002, 0.008, 0.002, 0, 0, 0, 0, 0]),
    "other": (14.6, "Other", [0.55, 0.06, 0.04, 0.28, 0.03, 0.002, 0.02, 0.006, 0.003, 0.002, 0.001, 0.001, 0.001]),
    "multimodal": (2.9, "MLLM", [0.40, 0.20, 0.10, 0.20, 0.06, 0.002, 0.04, 0, 0, 0, 0, 0, 0]),
    "debug": (1.9, "Debug", [0.10, 0.05, 0.03, 0.70, 0.05, 0.002, 0.05, 0.01, 0.01, 0, 0, 0, 0]),
    "pretraining": (0.9, "Pretrain", [0, 0, 0, 0, 0, 0, 0, 0.32, 0.24, 0.20, 0.08, 0.07, 0.09]),
}
KALOS = {
    "evaluation": (92.8, "Eval", [0.90, 0.02, 0, 0.06, 0.003, 0, 0.001, 0.001, 0, 0, 0, 0.003, 0.0025]),
    "pretraining": (3.2, "Pretrain", [0, 0, 0, 0, 0, 0, 0, 0.06, 0.08, 0.36, 0.25, 0.12, 0.13]),
    "debug": (2.7, "Debug", [0.15, 0.03, 0, 0.05, 0.01, 0, 0.10, 0.14, 0.04, 0.09, 0.15, 0.12, 0.12]),
    "other": (1.3, "Other", [0.22, 0.15, 0, 0.28, 0.04, 0, 0.07, 0.05, 0.02, 0.005, 0.002, 0.0005, 0.0005]),
}

# longest_s: the longest run time of the cluster; largest: its largest job.
# long_s: from which run time on jobs end otherwise than the rest.
# lower: bounds for the part of the jobs between two published points of run time that runs shorter than their middle.
# mean_gpus_slack: by how much the mean number of GPUs may exceed the published one before large jobs are made smaller.
# least_power: bounds the powers, and its inverse does: jobs of a kind and of different sizes stay comparable.
# cut: a kind's jobs from this class of sizes on have no longer runs than that; without, a single job of 1,024 GPUs and
# two weeks would be a twentieth of all GPU time.
# small: how much more GPU time than published the classes of up to 3 GPUs get, because the means demand it.
# nudge: added to the published distribution of run times at this point, to come nearer to the published median.
# sweep: part of the jobs, of one GPU, that come in bursts; bursts: jobs a session.
MIXES = {
    "seren": {
        "column": "Seren", "kinds": SEREN, "by_type": "acme_fig_seren_duration_by_type_cdf",
        "longest_s": 1209604, "largest": 1024, "long_s": 2048, "lower": (0.2, 0.88), "mean_gpus_slack": 0.09,
        "cut": {"pretraining": (185364.0, 9), "other": (65536.0, 7)}, "small": 1.6, "nudge": {128: 0.006},
        "bursts": {"evaluation": 12}},
    "kalos": {
        "column": "Kalos", "kinds": KALOS, "by_type": "acme_fig_kalos_duration_by_type_cdf",
        "longest_s": 625740, "largest": 1024, "long_s": 2048, "lower": (0.2, 0.88), "mean_gpus_slack": 0.08,
        "cut": {"other": (8192.0, 11)}, "least_power": 0.4, "bursts": {"evaluation": 12}},
    "philly": {
        "column": "Philly", "kinds": None, "longest_s": 4240676, "largest": 128, "long_s": 4096,
        "lower": (0.2, 0.88), "mean_gpus_slack": 0.05, "bursts": {"training": 2}},
    "helios": {
        "column": "Helios", "kinds": None, "longest_s": 4320009, "largest": 2048, "long_s": 4096,
        "lower": (0.2, 0.88), "mean_gpus_slack": 0.05, "outcome_by_gpus": True,
        "sweep": 0.2, "bursts": {"training": 2, "sweep": 38}, "users": "user_skew: 0.35\n    user_stretch: 1.9"},
}
