# /// snippet
# title = "Mean loss of a network over the rows of all processes"
# domain = "scaling-ml"
# objectives = ["distributed-training"]
# docs = "https://docs.pytorch.org/docs/stable/distributed.html"
# requires = ["torch"]
# ///

# %% given
import numpy as _np

_n = _np.arange(20.0)
rows = _np.stack([_n % 9, (_n % 2) * 8 + _n % 5], axis=1).tolist()

# %% snippet
from pyspark.ml.torch import distributor as d


def fit_and_validate(learning_rate: float) -> float:
    import torch
    import torch.distributed as dist
    import torch.utils.data as tud
    from torch.nn.functional import mse_loss
    from torch.nn import parallel

    dist.init_process_group(backend="gloo")
    torch.manual_seed(1)
    x, y = torch.tensor(rows).split(1, dim=1)
    data = tud.TensorDataset(x, y)
    share = tud.distributed.DistributedSampler(data, shuffle=False)
    loader = tud.DataLoader(data, batch_size=10, sampler=share)
    model = parallel.DistributedDataParallel(torch.nn.Linear(1, 1))
    sgd = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for x, y in loader:
        mse_loss(model(x), y).backward()
        sgd.step()
    loss = mse_loss(model(x), y).detach()
    dist.all_reduce(loss)
    return loss.item() / dist.get_world_size()


runner = d.TorchDistributor(
    local_mode=True, num_processes=2, use_gpu=False
)
mean_loss = runner.run(fit_and_validate, 0.01)

# %% check
import torch
from torch.nn.functional import mse_loss as _loss

torch.manual_seed(1)
net = torch.nn.Linear(1, 1)
shares = [torch.tensor(rows[rank::2]) for rank in range(2)]
for share in shares:
    (_loss(net(share[:, :1]), share[:, 1:]) / 2).backward()
torch.optim.SGD(net.parameters(), lr=0.01).step()
losses = [
    _loss(net(share[:, :1]), share[:, 1:]).item() for share in shares
]
assert abs(mean_loss - sum(losses) / 2) < 1e-4, (
    "the loss is not the mean over the rows of both processes,"
    " after a step that they took together"
)
