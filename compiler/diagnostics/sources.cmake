set(sources
  diagnostic.cpp
  message.cpp
  nearest.cpp
  render.cpp
  render_json.cpp
)
