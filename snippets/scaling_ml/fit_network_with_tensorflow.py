# /// snippet
# title = "Fit a TensorFlow model on the driver and keep its losses there"
# domain = "scaling-ml"
# objectives = ["distributed-training"]
# docs = "https://github.com/tensorflow/ecosystem/tree/master/spark/spark-tensorflow-distributor"
# requires = ["spark_tensorflow_distributor", "tensorflow"]
# ///

# %% given
rows = [
    [float(_i % 7) / 7, 2.0 * (_i % 7) / 7 + _i % 2] for _i in range(16)
]

# %% snippet
from spark_tensorflow_distributor import MirroredStrategyRunner

losses = []


def train(rate, epochs):
    import tensorflow as tf

    x, y = tf.split(tf.constant(rows), 2, axis=1)
    dense = tf.keras.layers.Dense(1, kernel_initializer="zeros")
    model = tf.keras.Sequential([tf.keras.Input((1,)), dense])
    model.compile(optimizer=tf.keras.optimizers.SGD(rate), loss="mse")
    log = model.fit(
        x, y, epochs=epochs, batch_size=16, verbose=0, shuffle=False
    )
    losses.extend(log.history["loss"])
    return dense.kernel.numpy().item()


runner = MirroredStrategyRunner(
    num_slots=1, local_mode=True, use_gpu=False
)
weight = runner.run(train, rate=0.1, epochs=3)
print(weight, losses)

# %% check
assert len(losses) == 3, (
    "the losses of the epochs are not on the driver"
)
slope = bias = 0.0
for _epoch in range(3):
    errors = [slope * x + bias - y for x, y in rows]
    loss = sum(error**2 for error in errors) / len(rows)
    assert abs(losses[_epoch] - loss) < 1e-4, (
        "a loss is not that of its epoch"
    )
    slope -= 0.2 * sum(e * x for e, (x, _) in zip(errors, rows)) / 16
    bias -= 0.2 * sum(errors) / 16
assert abs(weight - slope) < 1e-4, "the weight is not the one learned"
