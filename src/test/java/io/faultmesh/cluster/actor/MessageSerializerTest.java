package io.faultmesh.cluster.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import io.faultmesh.cluster.Effort;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Messages of the cluster as bytes and back. */
class MessageSerializerTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  private final MessageSerializer serializer =
      new MessageSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  @Test
  void everyMessageComesBackAsItWas() {
    ActorRef<Message.ToWorker> worker = KIT.createTestProbe(Message.ToWorker.class).getRef();
    ActorRef<Message.ToLane> lane = KIT.createTestProbe(Message.ToLane.class).getRef();
    List<Message> all =
        List.of(
            new Message.Hello(worker, "w", "b", 3),
            new Message.Ask(worker, "hash", 1L << 40),
            new Message.Part(lane, "w", 7, 8, 9, new byte[] {1, -2}, new Effort(10, 11, 12)),
            new Message.Trouble("w", 5, "why"),
            new Message.Welcome("job", 12),
            new Message.Refused("no"),
            new Message.Piece("hash", 13, new byte[] {3}),
            new Message.Over(),
            new Message.Kept(14, 15),
            new Message.Work(16, new byte[] {17}));
    assertThat(all.stream().map(Object::getClass))
        .containsExactlyInAnyOrder(Message.class.getPermittedSubclasses());
    for (Message message : all) {
      Object back = serializer.fromBinary(serializer.toBinary(message), "");
      assertThat(back).usingRecursiveComparison().isEqualTo(message);
    }
  }

  @Test
  void bytesOfSomethingElseAreRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {-1, -1}, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
