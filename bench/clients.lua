-- A hundred clients, told apart by a header.
local n = 0
function request()
  n = (n + 1) % 100
  return wrk.format("GET", nil, {["X-Client"] = "client-" .. n})
end
