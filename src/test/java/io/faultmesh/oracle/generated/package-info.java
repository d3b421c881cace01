/** Seeded random networks of every form, written as ONNX files. */
package io.faultmesh.oracle.generated;
