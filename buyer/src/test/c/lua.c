/* lua [N]: Debian's Lua as a library, a loop of N turns among others. */
#include <lua5.4/lauxlib.h>
#include <lua5.4/lua.h>
#include <lua5.4/lualib.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    static const char script[] =
        "local t = {} for i = 1, n // 10 do t[i] = i * 7919 % 100003 end table.sort(t) print(t[1], t[1000], t[#t])\n"
        "local s = 0 for i = 1, n do s = s + math.sin(i) * i % 7 end print(string.format('%.17g', s))\n"
        "for line in io.lines() do print(line:upper():gsub('E', 'e')) end\n"
        "local f = assert(io.open('scratch', 'w')) f:write(('x'):rep(100000)) f:close()\n"
        "f = assert(io.open('scratch')) print(#f:read('a'), f:seek('set', 5)) f:close() os.remove('scratch')\n"
        "print(pcall(error, 'caught')) print(io.open('nothing'))\n"
        "local c = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) print(c(), c(), c())\n";
    lua_State *lua = luaL_newstate();
    luaL_openlibs(lua);
    lua_pushinteger(lua, argc > 1 ? atoi(argv[1]) : 1000000);
    lua_setglobal(lua, "n");
    if (luaL_dostring(lua, script) != LUA_OK) {
        fprintf(stderr, "%s\n", lua_tostring(lua, -1));
        return 1;
    }
    lua_close(lua);
    return 0;
}
