package io.faultmesh.oracle.generated;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.network.Network;
import io.faultmesh.network.onnx.OnnxImporter;
import org.junit.jupiter.api.Test;

class MobileNetV2Test {
  /** Sizes that are published for width 1 and 224x224. */
  @Test
  void hasTheRealNetworksSize() {
    Network network = GeneratedNetworks.load(MobileNetV2.onnx(1), OnnxImporter::load);
    assertThat(network.layers()).hasSize(53);
    assertThat(network.macs()).isBetween(300_000_000L, 302_000_000L);
  }
}
