package sparecore.link;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Random;
import sparecore.Seeded;
import sparecore.wire.Frame;

/** Frames with random content, for any body: by reflection, so that a new message is covered without a line here. */
final class RandomFrames {
    private RandomFrames() {}

    static List<FieldDescriptor> bodies() {
        return Frame.getDescriptor().getOneofs().get(0).getFields();
    }

    static Frame of(FieldDescriptor body, Random random) {
        Frame.Builder frame = Frame.newBuilder().setRequest(random.nextLong()).setReplyTo(random.nextLong());
        frame.setField(body, message(frame.newBuilderForField(body), Frame.getDescriptor(), random));
        return frame.build();
    }

    /** @param around the message that it stands in: of those that may have others of their own kind, these have none */
    private static Message message(Message.Builder builder, Descriptor around, Random random) {
        Descriptor type = builder.getDescriptorForType();
        for (FieldDescriptor field : type.getFields()) {
            if (around == type
                    && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && field.getMessageType() == type) {
                continue;
            }
            if (field.isRepeated()) {
                for (int i = random.nextInt(5); i > 0; i--) {
                    builder.addRepeatedField(field, value(builder, field, random));
                }
            } else if (random.nextInt(4) > 0) {
                builder.setField(field, value(builder, field, random));
            }
        }
        return builder.build();
    }

    private static Object value(Message.Builder builder, FieldDescriptor field, Random random) {
        return switch (field.getJavaType()) {
            case INT -> random.nextInt() >> random.nextInt(32);
            case LONG -> random.nextLong() >> random.nextInt(64);
            case BOOLEAN -> random.nextBoolean();
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextDouble();
            case STRING ->
                random.ints(random.nextInt(40), 0x20, 0x2fff)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case BYTE_STRING -> Seeded.byteString(random, random.nextInt(200));
            case ENUM ->
                field.getEnumType()
                        .getValues()
                        .get(random.nextInt(field.getEnumType().getValues().size()));
            case MESSAGE -> message(builder.newBuilderForField(field), builder.getDescriptorForType(), random);
        };
    }
}
