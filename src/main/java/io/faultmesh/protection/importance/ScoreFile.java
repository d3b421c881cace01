package io.faultmesh.protection.importance;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.Network;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Scores on disk, big-endian: {@code "FMSC"}, format version 2, number of layers, then per layer
 * the number of neurons and one float32 each, at last the CRC-32 of all bytes in front of it.
 * Version 1 had no checksum and is still read.
 */
public final class ScoreFile {
  private static final int MAGIC = 0x464d5343;
  private static final int VERSION = 2;

  private ScoreFile() {}

  /** Writes scores and closes the stream. */
  public static void write(OutputStream stream, Scores scores) throws IOException {
    CheckedOutputStream checked =
        new CheckedOutputStream(new BufferedOutputStream(stream), new CRC32());
    try (DataOutputStream out = new DataOutputStream(checked)) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeInt(scores.layers().size());
      for (float[] layer : scores.layers()) {
        out.writeInt(layer.length);
        for (float score : layer) {
          out.writeFloat(score);
        }
      }
      out.writeInt((int) checked.getChecksum().getValue());
    }
  }

  /**
   * Reads scores.
   *
   * @throws BadInputException if the file is not whole, or does not fit the network
   */
  public static Scores read(Path file, Network network) {
    FileErrors.requireFile(file);
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in, network);
    } catch (IOException e) {
      throw new BadInputException(file + ": score file cut short or unreadable", e);
    }
  }

  /**
   * Reads scores.
   *
   * @param file what they come from, for messages
   * @throws BadInputException if they do not fit the network
   */
  public static Scores read(String file, InputStream stream, Network network) throws IOException {
    List<Convolution> layers = network.layers();
    CheckedInputStream checked =
        new CheckedInputStream(new BufferedInputStream(stream), new CRC32());
    try (DataInputStream in = new DataInputStream(checked)) {
      int magic = in.readInt();
      int version = in.readInt();
      if (magic != MAGIC || version < 1 || version > VERSION) {
        throw new BadInputException(file + ": not a score file of format version " + VERSION);
      }
      int count = in.readInt();
      if (count != layers.size()) {
        throw new BadInputException(
            file + ": holds scores of " + count + " layers; the network has " + layers.size());
      }
      List<float[]> scores = new ArrayList<>();
      for (Convolution layer : layers) {
        int neurons = in.readInt();
        if (neurons != layer.neurons()) {
          throw new BadInputException(
              file
                  + ": holds "
                  + neurons
                  + " scores for layer '"
                  + layer.name()
                  + "', which has "
                  + layer.neurons()
                  + " neurons");
        }
        float[] own = new float[neurons];
        for (int i = 0; i < neurons; i++) {
          own[i] = in.readFloat();
        }
        scores.add(own);
      }
      int checksum = (int) checked.getChecksum().getValue();
      if (version > 1 && in.readInt() != checksum) {
        throw new BadInputException(file + ": is damaged: its checksum is another");
      }
      if (in.read() >= 0) {
        throw new BadInputException(file + ": goes on after the last score");
      }
      return new Scores(scores);
    }
  }
}
