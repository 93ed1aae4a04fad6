# /// snippet
# title = "Learn one weight from batches that two Spark tasks share"
# domain = "scaling-ml"
# objectives = ["distributed-training"]
# docs = "https://www.tensorflow.org/tutorials/distribute/custom_training"
# requires = ["spark_tensorflow_distributor", "tensorflow"]
# ///

# %% given
rows = [
    [float(_i % 7) / 7, 2.0 * (_i % 7) / 7 + (_i > 11)]
    for _i in range(24)
]

# %% snippet
import spark_tensorflow_distributor as std


def train(rate):
    import tensorflow as tf

    strategy = tf.distribute.get_strategy()
    data = tf.data.Dataset.from_tensor_slices(rows).batch(8)
    weight = tf.Variable(0.0)

    def gradient(batch):
        x, y = tf.unstack(batch, axis=1)
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((weight * x - y) ** 2) / 8
        return tape.gradient(loss, weight)

    for batch in strategy.experimental_distribute_dataset(data):
        parts = strategy.run(gradient, args=(batch,))
        total = strategy.reduce("SUM", parts, axis=None)
        weight.assign_sub(rate * total)
    return weight.numpy().item(), strategy.num_replicas_in_sync


runner = std.MirroredStrategyRunner(
    num_slots=2, local_mode=False, use_gpu=False
)
weight, replicas = runner.run(train, rate=0.5)

# %% check
assert replicas == 2, "the batches were not shared by two tasks"
learned = 0.0
for start in range(0, 24, 8):
    batch = rows[start : start + 8]
    slope = sum(2 * (learned * x - y) * x for x, y in batch) / 8
    learned -= 0.5 * slope
assert abs(weight - learned) < 1e-4, (
    "the weight is not that of three steps over whole batches"
)
