package sparecore.buyer.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class PngTest {
    @Test
    void isReadBackPixelByPixelByAnotherDecoder() throws IOException {
        int width = 37;
        int height = 23;
        long seed = new Random().nextLong();
        byte[] rgb = new byte[width * height * 3];
        new Random(seed).nextBytes(rgb);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(Png.encode(width, height, rgb)));
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
        for (int i = 0; i < width * height; i++) {
            int expected = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | rgb[3 * i + 2] & 0xff;
            assertThat(image.getRGB(i % width, i / width) & 0xffffff)
                    .as("seed %s, pixel %s", seed, i)
                    .isEqualTo(expected);
        }
    }

    @Test
    void isTheSameForTheSamePixels() {
        byte[] rgb = new byte[12];
        assertThat(Png.encode(2, 2, rgb)).isEqualTo(Png.encode(2, 2, rgb.clone()));
    }

    @Test
    void refusesPixelsThatDoNotFillThePicture() {
        assertThatThrownBy(() -> Png.encode(2, 2, new byte[11])).hasMessageContaining("2x2");
    }
}
