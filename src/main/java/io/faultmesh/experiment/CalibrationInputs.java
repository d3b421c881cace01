package io.faultmesh.experiment;

import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.Sha256;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.onnx.file.OnnxFile;
import io.faultmesh.protection.importance.GradientScores;
import io.faultmesh.protection.importance.Scores;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The network and the calibration images by content, which scores and scales follow from. */
final class CalibrationInputs {
  private final Path networkFile;
  private final String networkOutput;
  private final TestImages images;
  private String hash;
  private String program;

  /**
   * Inputs.
   *
   * @param networkOutput null where the network has one output
   */
  CalibrationInputs(Path networkFile, String networkOutput, TestImages images) {
    this.networkFile = networkFile;
    this.networkOutput = networkOutput;
    this.images = images;
  }

  /** Names a result together with everything that it follows from. */
  String key(String kind, QuantisationSettings settings) {
    if (hash == null) {
      MessageDigest digest = Sha256.digest();
      Sha256.add(networkFile, digest);
      OnnxFile.weightFiles(networkFile).forEach(weights -> Sha256.add(weights, digest));
      for (int i = 0; i < images.calibrationCount(); i++) {
        LabelledImage image = images.calibration(i);
        ByteBuffer bytes = ByteBuffer.allocate((1 + image.pixels().length) * Float.BYTES);
        bytes.putInt(image.label()).asFloatBuffer().put(image.pixels());
        digest.update(bytes.array());
      }
      hash = Sha256.hex(digest);
    }
    String output = networkOutput == null ? "" : " " + networkOutput;
    return kind + " " + hash + output + " " + settings;
  }

  /**
   * The same for the cache: what another build computed may differ, also where its version is the
   * same.
   */
  String cacheKey(String kind, QuantisationSettings settings) {
    if (program == null) {
      program = ProgramVersion.build();
    }
    return program + " " + key(kind, settings);
  }

  Scores gradientScores(IntegerNetwork golden, boolean taylor) {
    return GradientScores.compute(golden, images::calibration, images.calibrationCount(), taylor);
  }
}
