/**
 * What the machine has to do: steps, layers, folds, and the operands that stream through the array.
 * Example: a {@code FoldJob} says which operands meet where, and which neurons come out. Pure
 * functions of network, mapping and faults, without time.
 */
package io.faultmesh.machine.work;
