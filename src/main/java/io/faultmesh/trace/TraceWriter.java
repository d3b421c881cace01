package io.faultmesh.trace;

import com.google.protobuf.CodedOutputStream;
import io.faultmesh.trace.format.Name;
import io.faultmesh.trace.format.Record;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a trace record by record. Without its end a reader knows that it was cut; whoever opens
 * the file gives it its name only when it is whole.
 */
public final class TraceWriter implements TraceSink, Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream packed;
  private final CodedOutputStream out;
  private final Map<String, Integer> components = new HashMap<>();
  private long records;

  public TraceWriter(OutputStream file, TraceHeader header) {
    try {
      packed = new GZIPOutputStream(file, BUFFER_BYTES);
      out = CodedOutputStream.newInstance(packed, BUFFER_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(Record.newBuilder().setHeader(Formats.header(header)).build());
  }

  @Override
  public void accept(TraceRecord record) {
    if (record instanceof TraceEvent event) {
      int component = component(event.component());
      write(Record.newBuilder().setEvent(Formats.event(event, component)).build());
    } else {
      write(Record.newBuilder().setScope(Formats.scope((Scope) record)).build());
    }
  }

  private int component(String name) {
    Integer known = components.get(name);
    if (known != null) {
      return known;
    }
    int id = components.size();
    components.put(name, id);
    Name record = Name.newBuilder().setId(id).setComponent(name).build();
    write(Record.newBuilder().setName(record).build());
    return id;
  }

  private void write(Record record) {
    try {
      out.writeUInt32NoTag(record.getSerializedSize());
      record.writeTo(out);
      records++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void end(List<TraceResult> results) {
    write(Record.newBuilder().setEnd(Formats.end(records, results)).build());
    try {
      out.flush();
      packed.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      packed.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
