package sparecore.buyer.demo;

import com.google.protobuf.ByteString;
import sparecore.buyer.map.Ended;
import sparecore.buyer.map.ResultSink;
import sparecore.content.Digest;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** Puts the tiles of the picture together. Not thread-safe. */
final class Canvas implements ResultSink {
    static final int WIDTH = 960;
    static final int HEIGHT = 540;
    static final int COLUMNS = 16;
    static final int ROWS = 9;
    static final int TILES = COLUMNS * ROWS;

    private static final int TILE_WIDTH = WIDTH / COLUMNS;
    private static final int TILE_HEIGHT = HEIGHT / ROWS;
    private static final int BYTES_PER_PIXEL = 3;
    private static final int TILE_ROW_BYTES = TILE_WIDTH * BYTES_PER_PIXEL;

    private final byte[] rgb = new byte[WIDTH * HEIGHT * BYTES_PER_PIXEL];

    @Override
    public void accept(Ended ended) {
        ByteString tile = ended.output();
        if (!ended.succeeded()) {
            return;
        }
        if (tile.size() != TILE_ROW_BYTES * TILE_HEIGHT) {
            throw new Failure(
                    ExitCode.FAILED, "tile " + ended.line() + " of the picture has " + tile.size() + " bytes");
        }
        int left = (int) (ended.line() % COLUMNS) * TILE_ROW_BYTES;
        int top = (int) (ended.line() / COLUMNS) * TILE_HEIGHT;
        for (int row = 0; row < TILE_HEIGHT; row++) {
            int to = (top + row) * WIDTH * BYTES_PER_PIXEL + left;
            tile.substring(row * TILE_ROW_BYTES, (row + 1) * TILE_ROW_BYTES).copyTo(rgb, to);
        }
    }

    byte[] toPng() {
        return Png.encode(WIDTH, HEIGHT, rgb);
    }

    static String sha256(byte[] png) {
        return Digest.of(png).toHex();
    }
}
