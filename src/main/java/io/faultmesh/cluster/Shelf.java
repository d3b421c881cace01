package io.faultmesh.cluster;

import io.faultmesh.campaign.shard.CrewJob;
import io.faultmesh.cluster.format.FileMessage;
import io.faultmesh.cluster.format.JobMessage;
import io.faultmesh.files.Cache;
import io.faultmesh.files.Sha256;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What workers may fetch from the coordinator, by SHA-256: the job, and the files that it names.
 */
public final class Shelf {
  /** At most so many bytes travel at once. */
  public static final int PIECE_BYTES = 1 << 17;

  private final Map<String, byte[]> texts = new HashMap<>();
  private final Map<String, Path> files = new HashMap<>();
  private final String job;

  private Shelf(CrewJob crewJob) {
    JobMessage.Builder message =
        JobMessage.newBuilder()
            .setScenario(crewJob.scenario())
            .setPrepared(crewJob.prepared())
            .setKept(crewJob.kept());
    crewJob.folders().forEach(folder -> message.addFolders(folder.toString()));
    for (Path input : crewJob.inputs()) {
      String hash = Sha256.of(input);
      files.put(hash, input);
      message.addInputs(
          FileMessage.newBuilder()
              .setName(input.toAbsolutePath().normalize().toString())
              .setBytes(size(input))
              .setHash(hash));
    }
    crewJob
        .decisions()
        .forEach(
            (key, content) -> {
              byte[] entry = Cache.entry(key, content);
              message.addDecisions(
                  FileMessage.newBuilder()
                      .setName(Cache.fileName(key))
                      .setBytes(entry.length)
                      .setHash(put(entry)));
            });
    job = put(message.build().toByteArray());
  }

  /** Hashes all that a job needs. */
  public static Shelf of(CrewJob job) {
    return new Shelf(job);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }

  private String put(byte[] text) {
    MessageDigest digest = Sha256.digest();
    digest.update(text);
    String hash = Sha256.hex(digest);
    texts.put(hash, text);
    return hash;
  }

  /** The hash of the job. */
  public String job() {
    return job;
  }

  public long jobBytes() {
    return texts.get(job).length;
  }

  /** The bytes from an offset on, at most a piece; empty if nothing here has the hash. */
  public Optional<byte[]> piece(String hash, long offset) {
    byte[] text = texts.get(hash);
    if (text != null) {
      int from = (int) Math.min(offset, text.length);
      return Optional.of(Arrays.copyOfRange(text, from, Math.min(text.length, from + PIECE_BYTES)));
    }
    Path file = files.get(hash);
    if (file == null) {
      return Optional.empty();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] piece = new byte[(int) Math.max(0, Math.min(PIECE_BYTES, in.length() - offset))];
      in.seek(offset);
      in.readFully(piece);
      return Optional.of(piece);
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }
}
