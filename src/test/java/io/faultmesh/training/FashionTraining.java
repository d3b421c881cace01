package io.faultmesh.training;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import io.faultmesh.dataset.Dataset;
import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.text.Text;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Trains a network with Adam, a cosine decay of the rate, augmentation and dropout, for a fixed
 * number of epochs: no epoch is chosen by its accuracy. Equal seeds give equal weights on one
 * machine; another processor may round its sums in another order.
 */
final class FashionTraining {
  private static final int SIDE = 28;
  private static final int BATCH = 128;
  private static final float FIRST_RATE = 2e-3f;
  private static final float LAST_RATE = 1e-5f;
  private static final float DROPOUT = 0.1f;

  /** What one epoch was like. */
  record Epoch(int number, double meanLoss, double seconds) {}

  interface Progress {
    void report(Epoch epoch);
  }

  private final Supplier<TrainedNetwork> made;
  private final Dataset images;
  private final int epochs;
  private final int seed;
  private final RandomGenerator random;
  private final Augmentation augmentation = new Augmentation(SIDE);

  FashionTraining(Supplier<TrainedNetwork> made, Dataset images, int epochs, int seed) {
    if (!Arrays.equals(images.shape(), new int[] {1, SIDE, SIDE}) || images.size() < BATCH) {
      throw new IllegalArgumentException(
          Text.format(
              "training needs at least %d images of [1, %d, %d], not %d of %s",
              BATCH, SIDE, SIDE, images.size(), Arrays.toString(images.shape())));
    }
    this.made = made;
    this.images = images;
    this.epochs = epochs;
    this.seed = seed;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Trains from scratch and returns the bytes of the ONNX file. */
  byte[] run(Progress progress) {
    Engine.getInstance().setRandomSeed(seed);
    TrainedNetwork network = made.get();
    try (Model model = Model.newInstance("network")) {
      model.setBlock(network.trainable(DROPOUT));
      int steps = epochs * (images.size() / BATCH);
      Tracker rate =
          Tracker.cosine()
              .setBaseValue(FIRST_RATE)
              .optFinalValue(LAST_RATE)
              .setMaxUpdates(steps)
              .build();
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optOptimizer(Adam.builder().optLearningRateTracker(rate).build());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(BATCH, 1, SIDE, SIDE));
        for (int epoch = 1; epoch <= epochs; epoch++) {
          long start = System.nanoTime();
          double loss = epoch(trainer);
          progress.report(new Epoch(epoch, loss, (System.nanoTime() - start) / 1e9));
        }
        return network.toOnnx();
      }
    }
  }

  private double epoch(Trainer trainer) {
    int[] order = shuffled(images.size());
    int batches = images.size() / BATCH;
    double sum = 0;
    for (int batch = 0; batch < batches; batch++) {
      sum += step(trainer, order, batch * BATCH);
    }
    return sum / batches;
  }

  private double step(Trainer trainer, int[] order, int first) {
    float[] pixels = new float[BATCH * SIDE * SIDE];
    float[] labels = new float[BATCH];
    for (int i = 0; i < BATCH; i++) {
      LabelledImage image = images.read(order[first + i]);
      augmentation.apply(image.pixels(), pixels, i * SIDE * SIDE, random);
      labels[i] = image.label();
    }
    try (NDManager scope = trainer.getManager().newSubManager()) {
      NDList data = new NDList(scope.create(pixels, new Shape(BATCH, 1, SIDE, SIDE)));
      NDList truth = new NDList(scope.create(labels));
      double value;
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDArray loss = trainer.getLoss().evaluate(truth, trainer.forward(data));
        gradients.backward(loss);
        value = loss.getFloat();
      }
      trainer.step();
      return value;
    }
  }

  private int[] shuffled(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
