/**
 * Two runs beside each other: what their scenarios differ in, and how far their results lie apart.
 * Example: {@code RunComparison.of(RunFiles.open(a), RunFiles.open(b))}.
 */
package io.faultmesh.report.compare;
