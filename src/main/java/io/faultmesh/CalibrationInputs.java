package io.faultmesh;

import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.files.Sha256;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.importance.GradientScores;
import io.faultmesh.protection.importance.Scores;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The network and the calibration images by content, which scores and scales follow from. */
final class CalibrationInputs {
  private final Path networkFile;
  private final TestImages images;
  private String hash;

  CalibrationInputs(Path networkFile, TestImages images) {
    this.networkFile = networkFile;
    this.images = images;
  }

  /** Names a result together with everything that it follows from. */
  String key(String kind, QuantisationSettings settings) {
    if (hash == null) {
      MessageDigest digest = Sha256.digest();
      Sha256.add(networkFile, digest);
      for (int i = 0; i < images.calibrationCount(); i++) {
        LabelledImage image = images.calibration(i);
        ByteBuffer bytes = ByteBuffer.allocate((1 + image.pixels().length) * Float.BYTES);
        bytes.putInt(image.label()).asFloatBuffer().put(image.pixels());
        digest.update(bytes.array());
      }
      hash = Sha256.hex(digest);
    }
    return ProgramVersion.text() + " " + kind + " " + hash + " " + settings;
  }

  Scores gradientScores(IntegerNetwork golden, boolean taylor) {
    return GradientScores.compute(golden, images::calibration, images.calibrationCount(), taylor);
  }
}
