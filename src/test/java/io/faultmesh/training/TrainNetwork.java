package io.faultmesh.training;

import ai.onnxruntime.OrtException;
import io.faultmesh.dataset.Dataset;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DatasetSettings.Format;
import io.faultmesh.scenario.Preprocessing;
import io.faultmesh.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes the networks of the examples from the training images of Fashion-MNIST:
 *
 * <pre>TrainNetwork lenet|mobilenet|transformer FOLDER OUTPUT.onnx [EPOCHS]</pre>
 *
 * where the folder holds the four files of the set as they are published, gzip. The test images
 * serve one number at the end and decide nothing.
 */
public final class TrainNetwork {
  private static final double SCALE = 0.00392156862745098;
  private static final Map<String, Supplier<TrainedNetwork>> NETWORKS =
      Map.of(
          "lenet", Lenet::new,
          "mobilenet", SmallMobileNet::new,
          "transformer", SmallTransformer::new);
  private static final Map<String, Integer> EPOCHS =
      Map.of("lenet", 40, "mobilenet", 12, "transformer", 12);
  private static final int SEED = 1;

  private TrainNetwork() {}

  public static void main(String[] arguments) throws IOException, OrtException {
    if (arguments.length < 3 || arguments.length > 4 || !NETWORKS.containsKey(arguments[0])) {
      System.err.println(
          "usage: TrainNetwork lenet|mobilenet|transformer FOLDER OUTPUT.onnx [EPOCHS]");
      System.exit(2);
    }
    Path output = Path.of(arguments[2]);
    try {
      // Minutes of training must not end at a folder that is not there.
      if (!Files.isDirectory(output.toAbsolutePath().getParent())) {
        throw new BadInputException(output + ": no such folder to write to");
      }
      train(
          NETWORKS.get(arguments[0]),
          Path.of(arguments[1]),
          output,
          arguments.length == 4 ? Integer.parseInt(arguments[3]) : EPOCHS.get(arguments[0]));
    } catch (BadInputException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static void train(Supplier<TrainedNetwork> network, Path folder, Path output, int epochs)
      throws IOException, OrtException {
    // One thread, so that sums have one order; the native library comes with the build.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    Preprocessing preprocessing = new Preprocessing(null, null, null, SCALE, null, null);
    try (Dataset training =
            Dataset.open(Format.IDX, folder.resolve("train-images-idx3-ubyte.gz"), preprocessing);
        Dataset test =
            Dataset.open(Format.IDX, folder.resolve("t10k-images-idx3-ubyte.gz"), preprocessing)) {
      byte[] model = new FashionTraining(network, training, epochs, SEED).run(TrainNetwork::print);
      Files.write(output, model);
      System.out.print(
          Text.format(
              "%s: %d bytes, accuracy %.4f on the training images, %.4f on the test images%n",
              output,
              model.length,
              FloatAccuracy.measure(model, training, training.size()),
              FloatAccuracy.measure(model, test, test.size())));
    }
  }

  private static void print(FashionTraining.Epoch epoch) {
    System.out.print(
        Text.format(
            "epoch %d: loss %.4f, %.1f s%n", epoch.number(), epoch.meanLoss(), epoch.seconds()));
  }
}
