/**
 * What the tests compare the project with: seeded random networks as ONNX files, random designs and
 * faults, and a second, slow implementation of int8 inference and of faults, written from the words
 * of the design and not from the engines' code.
 */
package io.faultmesh.oracle;
