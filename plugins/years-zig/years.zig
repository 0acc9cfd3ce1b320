//! A stage in Zig: marks years written in digits, as the one that `rawi plugin new --lang c` writes. The structs are those of
//! rawi_stage.h, as far as this stage needs them; nothing of C is translated, and no C library is linked.
//!
//!     zig build-lib -dynamic -O ReleaseSafe -femit-bin=years.so years.zig
const std = @import("std");

const Bytes = extern struct {
    ptr: [*]const u8,
    len: usize,

    fn of(comptime text: []const u8) Bytes {
        return .{ .ptr = text.ptr, .len = text.len };
    }
    fn get(bytes: Bytes) []const u8 {
        return bytes.ptr[0..bytes.len];
    }
};
const Range = extern struct { start: u32, end: u32 };
const Text = extern struct { offset: u32, len: u32 };
const Pair = extern struct { name: Bytes, value: Bytes };
const Data = extern struct { rows: ?*const anyopaque, count: usize, heap: Bytes, row_size: u32, present: u32 };
const Port = extern struct { name: Bytes, format: Bytes, kind: u32, flags: u32 };
const Token = extern struct { start: u32, end: u32, kind: u32, clitics: [4]u8, enclitics: [4]u8 };
const Json = extern struct { start: u32, end: u32, value: Text };
/// What RAWI_LAYOUT is in C: rows of numbers have 72 bytes.
const layout: u32 = @sizeOf(Port) | @sizeOf(Data) << 8 | 72 << 16 | @sizeOf(*anyopaque) << 24;

const ok: i32 = 0;
const bug: u32 = 3;
const number: u32 = 1;
const layer: u32 = 2;

const Setup = extern struct { struct_size: u32, zero: u32, host: *const Host, config: Bytes };
const Call = extern struct {
    struct_size: u32,
    n_meta: u32,
    host: *const Host,
    id: Bytes,
    source: Bytes,
    inputs: [*]const Data,
    meta: [*]const Pair,
};
const Host = extern struct {
    struct_size: u32,
    abi_major: u16,
    abi_minor: u16,
    version: Bytes,
    asset: *const fn (*Setup, Bytes, *Bytes) callconv(.c) i32,
    refuse: *const fn (*Setup, Bytes) callconv(.c) i32,
    emit: *const fn (*Call, u32, *const Data) callconv(.c) i32,
    fail: *const fn (*Call, u32, Range, Bytes) callconv(.c) i32,
    drop: *const fn (*Call, Bytes) callconv(.c) i32,
    warn: *const fn (*Setup, Bytes) callconv(.c) i32,
};
const Ports = extern struct {
    struct_size: u32 = @sizeOf(Ports),
    n_inputs: u32,
    n_outputs: u32,
    zero: u32 = 0,
    inputs: [*]const Port,
    outputs: [*]const Port,
    input_schemas: ?[*]const Bytes,
    output_schemas: ?[*]const Bytes,
};
const Stage = extern struct {
    struct_size: u32 = @sizeOf(Stage),
    zero: u32 = 0,
    name: Bytes,
    version: Bytes,
    summary: Bytes,
    cases: Bytes,
    schema: *const fn () callconv(.c) Bytes,
    create: *const fn (*Setup, *?*anyopaque) callconv(.c) i32,
    ports: *const fn (?*anyopaque) callconv(.c) *const Ports,
    process: *const fn (?*anyopaque, *Call) callconv(.c) i32,
    destroy: *const fn (?*anyopaque) callconv(.c) void,
};
const Plugin = extern struct {
    magic: u64 = 0x314754535F495752,
    struct_size: u32 = @sizeOf(Plugin),
    abi_major: u16 = 1,
    abi_minor: u16 = 0,
    layout: u32 = layout,
    n_stages: u32,
    name: Bytes,
    version: Bytes,
    built_with: Bytes,
    stages: [*]const *const Stage,
};

/// The options, and what a stage keeps of them.
const Years = struct {
    from: i64 = 1900,
    to: i64 = 2100,

    fn read(years: Years, call: *Call) !i32 {
        var arena = std.heap.ArenaAllocator.init(std.heap.page_allocator);
        defer arena.deinit();
        const memory = arena.allocator();
        const source = call.source.get();
        const input = call.inputs[0];
        if (input.count == 0) return ok;
        const tokens: [*]const Token = @ptrCast(@alignCast(input.rows.?));
        var rows: std.ArrayList(Json) = .empty;
        var values: std.ArrayList(u8) = .empty;
        for (tokens[0..input.count]) |token| {
            const said = years.year(token, source) orelse continue;
            const offset: u32 = @intCast(values.items.len);
            const value = try std.fmt.allocPrint(memory, "{{\"value\":{d}}}", .{said});
            try values.appendSlice(memory, value);
            const text = Text{ .offset = offset, .len = @intCast(value.len) };
            try rows.append(memory, .{ .start = token.start, .end = token.end, .value = text });
        }
        if (rows.items.len == 0) return ok;
        return call.host.emit(call, 0, &.{
            .rows = rows.items.ptr,
            .count = rows.items.len,
            .heap = .{ .ptr = values.items.ptr, .len = values.items.len },
            .row_size = @sizeOf(Json),
            .present = 1,
        });
    }

    /// The year that a token says.
    fn year(years: Years, token: Token, source: []const u8) ?i64 {
        if (token.kind != number or token.end - token.start != 4) return null;
        const word = source[token.start..token.end];
        for (word) |digit| if (!std.ascii.isDigit(digit)) return null;
        const found = std.fmt.parseInt(i64, word, 10) catch return null;
        return if (found >= years.from and found <= years.to) found else null;
    }
};

fn schema() callconv(.c) Bytes {
    return Bytes.of(
        \\{"type": "object", "additionalProperties": false, "properties": {
        \\"from": {"type": "integer", "default": 1900, "description": "The first year that is marked."},
        \\"to": {"type": "integer", "default": 2100, "description": "The last."}}}
    );
}

fn create(setup: *Setup, stage: *?*anyopaque) callconv(.c) i32 {
    const options = std.json.parseFromSlice(Years, std.heap.page_allocator, setup.config.get(), .{}) catch
        return setup.host.refuse(setup, Bytes.of("the options cannot be read"));
    defer options.deinit();
    if (options.value.from > options.value.to)
        return setup.host.refuse(setup, Bytes.of("`from` is later than `to`; exchange them"));
    const years = std.heap.page_allocator.create(Years) catch
        return setup.host.refuse(setup, Bytes.of("out of memory"));
    years.* = options.value;
    stage.* = years;
    return ok;
}

fn destroy(stage: ?*anyopaque) callconv(.c) void {
    std.heap.page_allocator.destroy(@as(*Years, @ptrCast(@alignCast(stage.?))));
}

const inputs = [_]Port{.{
    .name = Bytes.of("tokens"),
    .format = Bytes.of("start:u32,end:u32,token:u32,clitics:u8[4],enclitics:u8[4]"),
    .kind = layer,
    .flags = 0,
}};
const outputs = [_]Port{.{
    .name = Bytes.of("org.example.years"),
    .format = Bytes.of("start:u32,end:u32,value:json"),
    .kind = layer,
    .flags = 0,
}};
const output_schemas = [_]Bytes{Bytes.of(
    \\{"overlap": false, "fields": [{"name": "value", "kind": "integer", "doc": "The year."}]}
)};
const all_ports = Ports{
    .n_inputs = 1,
    .n_outputs = 1,
    .inputs = &inputs,
    .outputs = &outputs,
    .input_schemas = null,
    .output_schemas = &output_schemas,
};

fn ports(_: ?*anyopaque) callconv(.c) *const Ports {
    return &all_ports;
}

/// Many threads call it at once.
fn process(stage: ?*anyopaque, call: *Call) callconv(.c) i32 {
    const years: *const Years = @ptrCast(@alignCast(stage.?));
    return years.read(call) catch call.host.fail(call, bug, .{ .start = 0, .end = 0 }, Bytes.of("out of memory"));
}

const plugin_stage = Stage{
    .name = Bytes.of("org.example.years"),
    .version = Bytes.of("0.1.0"),
    .summary = Bytes.of("marks years written in digits"),
    .cases = Bytes.of(""),
    .schema = schema,
    .create = create,
    .ports = ports,
    .process = process,
    .destroy = destroy,
};
const stages = [_]*const Stage{&plugin_stage};
export const rawi_plugin_v1 = Plugin{
    .n_stages = 1,
    .name = Bytes.of("years-zig"),
    .version = Bytes.of("0.1.0"),
    .built_with = Bytes.of("zig"),
    .stages = &stages,
};
