# /// snippet
# title = "Train one network in two processes, each with half of the rows, and log its mean loss by epoch"
# domain = "scaling-ml"
# objectives = ["distributed-training", "experiment-tracking"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.torch.distributor.TorchDistributor.html"
# requires = ["torch"]
# ///

# %% given
import torch as _torch

_weather = [
    (((i * 7) % 11) / 10, (i * 3) % 5 / 5 + (i % 2)) for i in range(16)
]
weather = _torch.tensor(
    [[sun, wind, 4 - 2 * sun + 3 * wind] for sun, wind in _weather]
)

# %% snippet
import torch
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler
from pyspark.ml.torch.distributor import TorchDistributor
import mlflow


def train(epochs, rate):
    torch.distributed.init_process_group("gloo")
    torch.manual_seed(0)
    sampler = DistributedSampler(weather, shuffle=False)
    net = DistributedDataParallel(torch.nn.Linear(2, 1))
    sgd = torch.optim.SGD(net.parameters(), lr=rate)
    losses = []
    for _ in range(epochs):
        for rows in DataLoader(weather, batch_size=8, sampler=sampler):
            sgd.zero_grad()
            loss = (net(rows[:, :2]) - rows[:, 2:]).square().mean()
            loss.backward()
            sgd.step()
        torch.distributed.all_reduce(loss)
        losses.append(loss.item() / torch.distributed.get_world_size())
    return losses


distributor = TorchDistributor(num_processes=2, use_gpu=False)
losses = distributor.run(train, 3, 0.1)
with mlflow.start_run(run_name="heat") as run:
    for epoch, loss in enumerate(losses):
        mlflow.log_metric("loss", loss, step=epoch)

# %% check
from torch.nn.functional import mse_loss as _mse

torch.manual_seed(0)
_net = torch.nn.Linear(2, 1)
_sgd = torch.optim.SGD(_net.parameters(), lr=0.1)
_halves = [weather[rank::2] for rank in range(2)]
expected = []
for _ in range(3):
    _sgd.zero_grad()
    mean = (
        sum(_mse(_net(half[:, :2]), half[:, 2:]) for half in _halves)
        / 2
    )
    mean.backward()
    _sgd.step()
    expected.append(mean.item())
assert len(losses) == 3, "there is not one loss for each epoch"
assert all(
    abs(loss - true) < 1e-4
    for loss, true in zip(losses, expected, strict=True)
), (
    "the losses are not the mean over the halves of both processes,"
    " of one network that learns from both"
)
client = mlflow.MlflowClient()
history = client.get_metric_history(run.info.run_id, "loss")
assert len(history) == 3, "the run does not hold the loss of each epoch"
assert sorted((point.step, point.value) for point in history) == list(
    enumerate(losses)
), "the run's losses do not stand at their epochs"
