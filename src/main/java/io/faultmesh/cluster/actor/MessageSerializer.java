package io.faultmesh.cluster.actor;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.SerializerWithStringManifest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.faultmesh.cluster.Effort;
import io.faultmesh.cluster.actor.Message.Ask;
import io.faultmesh.cluster.actor.Message.Hello;
import io.faultmesh.cluster.actor.Message.Kept;
import io.faultmesh.cluster.actor.Message.Over;
import io.faultmesh.cluster.actor.Message.Part;
import io.faultmesh.cluster.actor.Message.Piece;
import io.faultmesh.cluster.actor.Message.Refused;
import io.faultmesh.cluster.actor.Message.Trouble;
import io.faultmesh.cluster.actor.Message.Welcome;
import io.faultmesh.cluster.actor.Message.Work;
import io.faultmesh.cluster.format.AskMessage;
import io.faultmesh.cluster.format.EnvelopeMessage;
import io.faultmesh.cluster.format.HelloMessage;
import io.faultmesh.cluster.format.KeptMessage;
import io.faultmesh.cluster.format.OverMessage;
import io.faultmesh.cluster.format.PartMessage;
import io.faultmesh.cluster.format.PieceMessage;
import io.faultmesh.cluster.format.RefusedMessage;
import io.faultmesh.cluster.format.TroubleMessage;
import io.faultmesh.cluster.format.WelcomeMessage;
import io.faultmesh.cluster.format.WorkMessage;

/** Messages as bytes; Akka makes one for each actor system. */
public final class MessageSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 7_330_001;

  private final ActorRefResolver references;

  public MessageSerializer(ExtendedActorSystem system) {
    references = ActorRefResolver.get(Adapter.toTyped(system));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  /** The bytes tell their kind. */
  @Override
  public String manifest(Object message) {
    return "";
  }

  private String text(ActorRef<?> reference) {
    return references.toSerializationFormat(reference);
  }

  @Override
  public byte[] toBinary(Object object) {
    EnvelopeMessage.Builder all = EnvelopeMessage.newBuilder();
    Message message = (Message) object;
    if (message instanceof Hello hello) {
      all.setHello(
          HelloMessage.newBuilder()
              .setWorker(text(hello.worker()))
              .setName(hello.name())
              .setBuild(hello.build())
              .setLanes(hello.lanes()));
    } else if (message instanceof Ask ask) {
      all.setAsk(
          AskMessage.newBuilder()
              .setWorker(text(ask.worker()))
              .setHash(ask.hash())
              .setOffset(ask.offset()));
    } else if (message instanceof Part part) {
      all.setPart(write(part));
    } else if (message instanceof Trouble trouble) {
      all.setTrouble(
          TroubleMessage.newBuilder()
              .setName(trouble.name())
              .setUnit(trouble.unit())
              .setWhy(trouble.why()));
    } else if (message instanceof Welcome welcome) {
      all.setWelcome(WelcomeMessage.newBuilder().setJob(welcome.job()).setBytes(welcome.bytes()));
    } else if (message instanceof Refused refused) {
      all.setRefused(RefusedMessage.newBuilder().setWhy(refused.why()));
    } else if (message instanceof Piece piece) {
      all.setPiece(
          PieceMessage.newBuilder()
              .setHash(piece.hash())
              .setOffset(piece.offset())
              .setContent(ByteString.copyFrom(piece.content())));
    } else if (message instanceof Kept kept) {
      all.setKept(KeptMessage.newBuilder().setUnit(kept.unit()).setOffset(kept.offset()));
    } else if (message instanceof Work work) {
      all.setWork(
          WorkMessage.newBuilder()
              .setUnit(work.unit())
              .setContext(ByteString.copyFrom(work.context())));
    } else {
      all.setOver(OverMessage.getDefaultInstance());
    }
    return all.build().toByteArray();
  }

  private PartMessage write(Part part) {
    return PartMessage.newBuilder()
        .setLane(text(part.lane()))
        .setName(part.name())
        .setUnit(part.unit())
        .setOffset(part.offset())
        .setTotal(part.total())
        .setContent(ByteString.copyFrom(part.content()))
        .setBusyNanos(part.effort().busyNanos())
        .setCpuNanos(part.effort().cpuNanos())
        .setWaitedNanos(part.effort().waitedNanos())
        .build();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    EnvelopeMessage all;
    try {
      all = EnvelopeMessage.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no message of the cluster", e);
    }
    return switch (all.getKindCase()) {
      case HELLO -> {
        HelloMessage hello = all.getHello();
        yield new Hello(
            references.resolveActorRef(hello.getWorker()),
            hello.getName(),
            hello.getBuild(),
            hello.getLanes());
      }
      case ASK -> {
        AskMessage ask = all.getAsk();
        yield new Ask(references.resolveActorRef(ask.getWorker()), ask.getHash(), ask.getOffset());
      }
      case PART -> read(all.getPart());
      case TROUBLE ->
          new Trouble(
              all.getTrouble().getName(), all.getTrouble().getUnit(), all.getTrouble().getWhy());
      case WELCOME -> new Welcome(all.getWelcome().getJob(), all.getWelcome().getBytes());
      case REFUSED -> new Refused(all.getRefused().getWhy());
      case PIECE ->
          new Piece(
              all.getPiece().getHash(),
              all.getPiece().getOffset(),
              all.getPiece().getContent().toByteArray());
      case KEPT -> new Kept(all.getKept().getUnit(), all.getKept().getOffset());
      case WORK -> new Work(all.getWork().getUnit(), all.getWork().getContext().toByteArray());
      case OVER -> new Over();
      case KIND_NOT_SET -> throw new IllegalArgumentException("no message of the cluster");
    };
  }

  private Part read(PartMessage part) {
    return new Part(
        references.resolveActorRef(part.getLane()),
        part.getName(),
        part.getUnit(),
        part.getOffset(),
        part.getTotal(),
        part.getContent().toByteArray(),
        new Effort(part.getBusyNanos(), part.getCpuNanos(), part.getWaitedNanos()));
  }
}
