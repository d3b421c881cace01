package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says in a user's words what Jackson found wrong, and at which path. */
record Complaint(List<String> path, String text) {
  private static final Pattern MISSING = Pattern.compile("required creator property '(\\w+)'");

  static Complaint of(JsonMappingException e) {
    List<String> path = new ArrayList<>();
    for (JsonMappingException.Reference step : e.getPath()) {
      path.add(step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName());
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      String known =
          unknown.getKnownPropertyIds().stream()
              .map(Object::toString)
              .collect(Collectors.joining(", "));
      return new Complaint(path, "unknown key '" + dotted(path) + "'; known here: " + known);
    }
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      String problem = e.getCause().getMessage();
      String field = problem.split(" ", 2)[0];
      String prefix = path.isEmpty() ? "" : dotted(path) + ": ";
      path.add(field);
      return new Complaint(path, prefix + problem);
    }
    Matcher missing = MISSING.matcher(e.getOriginalMessage());
    if (missing.find()) {
      // Jackson may have counted the missing key into the path already.
      if (path.isEmpty() || !path.get(path.size() - 1).equals(missing.group(1))) {
        path.add(missing.group(1));
      }
      return new Complaint(path, "missing key '" + dotted(path) + "'");
    }
    return new Complaint(path, dotted(path) + wrongType(e));
  }

  private static String wrongType(JsonMappingException e) {
    Class<?> type =
        e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
    String found =
        e instanceof InvalidFormatException format ? ", not '" + format.getValue() + "'" : "";
    if (type == null) {
      return " has the wrong type";
    }
    if (type.isEnum()) {
      return " must be one of " + names(type) + found;
    }
    String expected =
        switch (type.getSimpleName()) {
          case "int", "Integer", "long", "Long" -> "a whole number";
          case "double", "Double" -> "a number";
          case "boolean", "Boolean" -> "true or false";
          case "String" -> "text";
          case "List", "ArrayList" -> "a list";
          default -> "a group of keys";
        };
    return " must be " + expected + found;
  }

  private static String names(Class<?> type) {
    return Arrays.stream(type.getFields())
        .filter(java.lang.reflect.Field::isEnumConstant)
        .map(field -> field.getAnnotation(JsonProperty.class))
        .map(name -> name == null ? "?" : name.value())
        .collect(Collectors.joining(", "))
        .toLowerCase(Locale.ROOT);
  }

  private static String dotted(List<String> path) {
    return path.isEmpty() ? "the file" : String.join(".", path);
  }
}
