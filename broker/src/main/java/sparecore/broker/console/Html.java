package sparecore.broker.console;

import java.util.function.Consumer;

/** HTML as it is written: text and attribute values are escaped, elements close themselves. Not thread-safe. */
final class Html {
    private final StringBuilder out = new StringBuilder(16_384);

    /** Markup of our own, as it is. Never give it a value that came from elsewhere. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    Html text(Object value) {
        escape(String.valueOf(value));
        return this;
    }

    /** @param name of the element; its class follows a dot, such as {@code td.number} */
    Html element(String name, Consumer<Html> content) {
        String tag = open(name);
        content.accept(this);
        out.append("</").append(tag).append('>');
        return this;
    }

    Html element(String name, Object text) {
        return element(name, inner -> inner.text(text));
    }

    /** An element whose full value shows under the pointer. */
    Html titled(String name, String title, Object text) {
        String tag = open(name);
        out.setLength(out.length() - 1);
        out.append(" title=\"");
        escape(title);
        out.append("\">");
        text(text);
        out.append("</").append(tag).append('>');
        return this;
    }

    private String open(String name) {
        int dot = name.indexOf('.');
        String tag = dot < 0 ? name : name.substring(0, dot);
        out.append('<').append(tag);
        if (dot >= 0) {
            out.append(" class=\"").append(name, dot + 1, name.length()).append('"');
        }
        out.append('>');
        return tag;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
