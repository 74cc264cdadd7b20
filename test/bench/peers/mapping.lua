-- The peers' mapping in Lua 5.4, without a library: `lua5.4 mapping.lua PAYLOAD ID TILL HOST EPOCH ROUNDS`.
local UPPER = {
  0x20ac, 0, 0x201a, 0, 0x201e, 0x2026, 0x2020, 0x2021, 0, 0x2030, 0, 0x2039, 0, 0xa8, 0x2c7, 0xb8,
  0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0, 0x2122, 0, 0x203a, 0, 0xaf, 0x2db, 0,
  0xa0, 0, 0xa2, 0xa3, 0xa4, 0, 0xa6, 0xa7, 0xd8, 0xa9, 0x156, 0xab, 0xac, 0xad, 0xae, 0xc6,
  0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xf8, 0xb9, 0x157, 0xbb, 0xbc, 0xbd, 0xbe, 0xe6,
  0x104, 0x12e, 0x100, 0x106, 0xc4, 0xc5, 0x118, 0x112, 0x10c, 0xc9, 0x179, 0x116, 0x122, 0x136, 0x12a, 0x13b,
  0x160, 0x143, 0x145, 0xd3, 0x14c, 0xd5, 0xd6, 0xd7, 0x172, 0x141, 0x15a, 0x16a, 0xdc, 0x17b, 0x17d, 0xdf,
  0x105, 0x12f, 0x101, 0x107, 0xe4, 0xe5, 0x119, 0x113, 0x10d, 0xe9, 0x17a, 0x117, 0x123, 0x137, 0x12b, 0x13c,
  0x161, 0x144, 0x146, 0xf3, 0x14d, 0xf5, 0xf6, 0xf7, 0x173, 0x142, 0x15b, 0x16b, 0xfc, 0x17c, 0x17e, 0x2d9,
}
-- each byte as JSON writes it; one that windows-1257 leaves undefined has none
local ESCAPED = { ['"'] = '\\"', ["\\"] = "\\\\" }
for at, code in ipairs(UPPER) do
  if code ~= 0 then ESCAPED[string.char(127 + at)] = string.format("\\u%04x", code) end
end
local HEAD = { window = "s", saleKey = "s", kind = "s", receiptNo = "s", operator = "s", currency = "s" }
local TOTALS = { totalCents = "i", discountCents = "i", vatCents = "i" }
local LINE = {
  no = "i", type = "s", code = "s", barcode = "s", name = "s", unit = "s", quantityE4 = "i", unitPriceE4 = "i",
  discountCents = "i", totalCents = "i", vatGroup = "s", vatRateBp = "i",
}

local function integer(raw)
  if raw ~= "0" and not raw:match("^%-?[1-9]%d*$") then error("integer") end
  local value = math.tointeger(tonumber(raw))
  if value == nil or math.abs(value) > 9007199254740991 then error("integer") end
  return value
end

local function text_of(raw)
  local text = raw:gsub(" +$", "")
  if text == "" or text:find("[%z\1-\31\\\127]") then error("text") end
  return text
end

-- an object keeps its names in the order in which they came
local function object() return { names = {}, values = {} } end

local function put(into, fields, name, raw)
  local field = fields[name]
  if field == nil then error("unknown path") end
  if into.values[name] ~= nil then error("duplicate path") end
  into.values[name] = field == "i" and integer(raw) or text_of(raw)
  into.names[#into.names + 1] = name
end

local function line_at(lines, index)
  local at = integer(index)
  if at == #lines and at < 1000 then lines[at + 1] = object() end
  return lines[at + 1] or error("index")
end

local function parse(payload)
  local sale = { head = object(), lines = {}, totals = object() }
  for row in payload:gmatch("[^\r\n]+") do
    local path, raw = row:match("^([^=]*)=(.*)$")
    if path == nil then error("no equals sign") end
    local index, field = path:match("^lines%.([^.]+)%.([^.]+)$")
    local total = path:match("^totals%.([^.]+)$")
    if index then put(line_at(sale.lines, index), LINE, field, raw)
    elseif total then put(sale.totals, TOTALS, total, raw)
    else put(sale.head, HEAD, path, raw) end
  end
  return sale
end

local function complete(values, fields)
  for name in pairs(fields) do
    if values[name] == nil then error("required") end
  end
end

local function check(sale)
  local head, totals, numbers, sum = sale.head.values, sale.totals.values, {}, 0
  complete(head, HEAD)
  complete(totals, TOTALS)
  if head.window ~= "settlement" or (head.kind ~= "sale" and head.kind ~= "return") then error("schema") end
  for _, item in ipairs(sale.lines) do
    local line = item.values
    complete(line, LINE)
    if numbers[line.no] then error("line number") end
    numbers[line.no] = true
    local exact = line.quantityE4 * line.unitPriceE4
    local product = (math.abs(exact) + 500000) // 1000000 * (exact < 0 and -1 or 1)
    if math.abs(product - line.discountCents - line.totalCents) > 1 then error("line product") end
    sum = sum + line.totalCents
  end
  if #sale.lines == 0 or sum ~= totals.totalCents then error("total") end
end

local function json_text(text)
  local written = text:gsub('["\\\127-\255]', function(byte) return ESCAPED[byte] or error("no text") end)
  return '"' .. written .. '"'
end

local function json_value(value)
  return type(value) == "string" and json_text(value) or string.format("%d", value)
end

local function json_line(line)
  local parts = {}
  for at, name in ipairs(line.names) do parts[at] = '"' .. name .. '":' .. json_value(line.values[name]) end
  return "{" .. table.concat(parts, ",") .. "}"
end

local function request_of(payload, told)
  local sale = parse(payload)
  check(sale)
  local head, lines = sale.head.values, {}
  for at, line in ipairs(sale.lines) do lines[at] = json_line(line) end
  local body = table.concat({
    '{"id":', json_text(told.id), ',"till":', json_text(told.till), ',"kind":', json_text(head.kind),
    ',"saleKey":', json_text(head.saleKey), ',"receiptNo":', json_text(head.receiptNo),
    ',"operator":', json_text(head.operator), ',"currency":', json_text(head.currency),
    ',"lines":[', table.concat(lines, ","), '],"totalCents":', json_value(sale.totals.values.totalCents), "}",
  })
  return table.concat({
    "POST /v1/transactions HTTP/1.1\r\nHost: ", told.host,
    "\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: ", #body,
    "\r\nRRPay-Epoch: ", told.epoch, "\r\n\r\n", body,
  })
end

local file = assert(io.open(arg[1], "rb"))
local payload = file:read("a")
file:close()
local told = { id = arg[2], till = arg[3], host = arg[4], epoch = arg[5] }
local AT_ONCE <const> = 20
local request = ""
for _ = 1, tonumber(arg[6]) do
  local began = os.clock()
  for _ = 1, AT_ONCE do request = request_of(payload, told) end
  print(string.format("ns %d", math.floor((os.clock() - began) * 1e9 / AT_ONCE)))
end
print("")
io.write(request)
