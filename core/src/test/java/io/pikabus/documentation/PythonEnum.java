package io.pikabus.documentation;

import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import java.util.Locale;

/** A state whose names Python services write in lower case. */
@JsonbTypeAdapter(PythonEnum.Names.class)
public enum PythonEnum {
  OPEN,
  CLOSED;

  /** As Python writes them. */
  public static class Names implements JsonbAdapter<PythonEnum, String> {
    @Override
    public String adaptToJson(PythonEnum state) {
      return state.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public PythonEnum adaptFromJson(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }
}
