# /// snippet
# title = "Let two processes inspect the parts, each part once, and count what all of them found"
# domain = "scaling-ml"
# objectives = ["distributed-inference"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.torch.distributor.TorchDistributor.html"
# requires = ["torch"]
# ///

# %% given
import torch as _torch

parts = [
    [(i * 7) % 10 / 10, (i * 3) % 7 / 7 + (i % 4 == 0)]
    for i in range(20)
]
_net = _torch.nn.Linear(2, 1)
_net.load_state_dict(
    {
        "weight": _torch.tensor([[1.0, 2.0]]),
        "bias": _torch.tensor([-2.0]),
    }
)
weights = _net.state_dict()

# %% snippet
from pyspark.ml.torch import distributor

n_processes = 2
starter = distributor.TorchDistributor(
    local_mode=True, use_gpu=False, num_processes=n_processes
)


def inspect(weights, threshold=0.5):
    import torch
    from torch import distributed
    from torch.utils import data

    distributed.init_process_group(backend="gloo")
    net = torch.nn.Linear(2, 1)
    net.load_state_dict(weights)
    rows = torch.tensor(parts)
    share = data.DistributedSampler(rows, shuffle=False)
    counts = torch.zeros(2)
    for x in data.DataLoader(rows, sampler=share, batch_size=4):
        scores = torch.sigmoid(net(x))
        defects = (scores > threshold).sum()
        counts += torch.tensor([len(x), defects])
    distributed.all_reduce(counts)
    return counts.tolist()


inspected, defects = starter.run(inspect, weights, threshold=0.6)
defect_rate = defects / inspected

# %% check
_scores = _torch.sigmoid(_net(_torch.tensor(parts))).flatten()
assert not inspected > 20, "parts were inspected more than once"
assert inspected == 20, "the count is not that of the parts of all"
assert defects == (_scores > 0.6).sum().item(), (
    "the defects are not those of all parts"
)
assert abs(defect_rate - defects / 20) < 1e-9, (
    "the rate is not that of defects to parts"
)
