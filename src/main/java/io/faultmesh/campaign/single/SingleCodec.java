package io.faultmesh.campaign.single;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.faultmesh.campaign.format.SecondStepMessage;
import io.faultmesh.campaign.format.UnitMessage;
import io.faultmesh.campaign.unit.WorkUnit;
import java.util.List;

/** Units of single faults as bytes, see {@code proto/units.proto}. */
final class SingleCodec {
  private SingleCodec() {}

  /**
   * Writes a unit.
   *
   * @param outcomes of each fault, by design
   */
  static byte[] write(WorkUnit unit, List<byte[]> outcomes) {
    return UnitMessage.newBuilder()
        .setFirstImage(unit.firstImage())
        .setImages(unit.images())
        .setFirstTrial(unit.firstTrial())
        .setTrials(unit.trials())
        .addAllOutcomes(outcomes.stream().map(ByteString::copyFrom).toList())
        .build()
        .toByteArray();
  }

  /**
   * Reads a unit.
   *
   * @return outcomes of each fault, by design
   * @throws IllegalArgumentException if the bytes are no unit of so many designs and faults
   */
  static List<byte[]> read(byte[] bytes, int designs, int faults) {
    try {
      List<byte[]> outcomes =
          UnitMessage.parseFrom(bytes).getOutcomesList().stream()
              .map(ByteString::toByteArray)
              .toList();
      if (outcomes.size() != designs || outcomes.stream().anyMatch(one -> one.length != faults)) {
        throw new IllegalArgumentException("a unit of other single faults");
      }
      return outcomes;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no unit of work", e);
    }
  }

  static byte[] write(List<Long> secondStep) {
    return SecondStepMessage.newBuilder().addAllFaults(secondStep).build().toByteArray();
  }

  static List<Long> readSecondStep(byte[] bytes) {
    try {
      return SecondStepMessage.parseFrom(bytes).getFaultsList();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no second step", e);
    }
  }
}
