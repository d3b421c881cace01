package io.faultmesh.experiment;

import io.faultmesh.network.Network;
import io.faultmesh.network.quantisation.Calibration;
import io.faultmesh.scenario.QuantisationSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Calibrations that are known: the same network, images and settings calibrate once. */
final class CalibrationCache {
  private static final String KIND = "calibration";

  private final CalibrationInputs inputs;
  private final Network network;
  private final Decisions decisions;

  CalibrationCache(CalibrationInputs inputs, Network network, Decisions decisions) {
    this.decisions = decisions;
    this.inputs = inputs;
    this.network = network;
  }

  Optional<Calibration> get(QuantisationSettings settings) {
    Optional<byte[]> bytes = decisions.get(inputs.cacheKey(KIND, settings));
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes.orElse(new byte[0])))) {
      return bytes.isEmpty()
          ? Optional.empty()
          : Optional.of(Calibration.read(in, network, settings));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void put(QuantisationSettings settings, Calibration calibration) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      calibration.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    decisions.put(inputs.cacheKey(KIND, settings), bytes.toByteArray());
  }
}
