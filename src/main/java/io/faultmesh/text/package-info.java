/**
 * Text for people: tables, suggestions, numbers in one form for every locale, and what makes
 * foreign text harmless. This room knows no other room, so every other room may use it.
 *
 * <p>Example: {@code CsvField.of(value)} is a value as a CSV file has it.
 */
package io.faultmesh.text;
