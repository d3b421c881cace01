package io.faultmesh.trace;

/** What stands between the header and the end of a trace. */
public sealed interface TraceRecord permits Scope, TraceEvent {}
