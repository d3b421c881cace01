/**
 * Traces: what happened in a run, recorded into a file, read back, compared, listed and exported.
 *
 * <p>{@link io.faultmesh.trace.TraceReader} trusts nothing that it reads: sizes, counts and
 * expansion have limits, and every error message has a position. The classes of the file format are
 * in {@code format}, made from {@code proto/trace.proto}; only this room sees them. Knows no
 * engine: the front turns what engines do into events.
 *
 * <p>Example: {@code TraceReader.open(path)} reads a trace record by record.
 */
package io.faultmesh.trace;
