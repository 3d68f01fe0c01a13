-- A session of a real editor with the language server:
--
--   GATEWRIGHT_LSP='gatewright lsp' nvim --headless --clean -n krakend.json -c 'luafile session.lua'
--
-- It waits for findings, asks for help and completion, makes a fix, and ends
-- with 1 and a line on what is missing. The file is the one of nvim_test.go.

local function check(ok, what, seen)
  if ok then return end
  io.stderr:write('missing: ' .. what .. '\n')
  if seen ~= nil then io.stderr:write(vim.inspect(seen) .. '\n') end
  vim.cmd('cquit 1')
end

local function code(d) return d.code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code) end

local function found(id)
  for _, d in ipairs(vim.diagnostic.get(0)) do
    if code(d) == id then return d end
  end
end

-- place is where a text stands in the buffer, counted from 0.
local function place(text)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local at = line:find(text, 1, true)
    if at then return { line = i - 1, character = at - 1 } end
  end
  check(false, 'the text ' .. text)
end

local document = { uri = vim.uri_from_bufnr(0) }

local function ask(method, params)
  params.textDocument = document
  local answers, err = vim.lsp.buf_request_sync(0, method, params, 20000)
  check(answers, method .. ': ' .. tostring(err))
  for _, answer in pairs(answers) do
    check(not answer.error, method, answer.error)
    return answer.result
  end
  check(false, 'an answer to ' .. method)
end

local id = vim.lsp.start_client({
  name = 'gatewright',
  cmd = vim.split(vim.env.GATEWRIGHT_LSP, ' '),
  root_dir = vim.fn.getcwd(),
})
check(id, 'the server ' .. vim.env.GATEWRIGHT_LSP)
vim.lsp.buf_attach_client(0, id)

check(vim.wait(20000, function() return found('encoding-case') and found('unknown-field') end, 20), 'the findings', vim.diagnostic.get(0))

local help = ask('textDocument/hover', { position = place('is_collection') })
check(help and help.contents.value:find('JSON array', 1, true), 'help about is_collection', help)

local within = place('"JSON"')
within.character = within.character + 1
local words = ask('textDocument/completion', { position = within })
local offered = {}
for _, item in ipairs(words.items or words) do offered[item.label] = true end
check(offered['"safejson"'] and offered['"no-op"'], 'the encodings', offered)

local at = place('"JSON"')
local actions = ask('textDocument/codeAction', {
  range = { start = at, ['end'] = at },
  context = { diagnostics = {} },
})
local fix
for _, action in ipairs(actions or {}) do
  if action.title:find('"json"', 1, true) then fix = action end
end
check(fix and fix.edit, 'the fix', actions)
vim.lsp.util.apply_workspace_edit(fix.edit, 'utf-16')
check(place('"encoding": "json"'), 'the fixed text')
check(vim.wait(20000, function() return not found('encoding-case') end, 20), 'that the finding goes', vim.diagnostic.get(0))
check(found('unknown-field'), 'the other finding')

-- What is typed is judged as it stands.
local typo = place('"urlpattern"')
vim.api.nvim_buf_set_text(0, typo.line, typo.character, typo.line, typo.character + 12, { '"url_pattern"' })
check(vim.wait(20000, function() return not found('unknown-field') end, 20), 'that the other finding goes', vim.diagnostic.get(0))

local edits = ask('textDocument/formatting', { options = { tabSize = 2, insertSpaces = true } })
check(edits and #edits > 0, 'the layout', edits)
vim.lsp.util.apply_text_edits(edits, 0, 'utf-16')

vim.cmd('write')
vim.lsp.stop_client(id)
check(vim.wait(20000, function() return vim.lsp.client_is_stopped(id) end, 20), 'the end of the server')
vim.cmd('qall!')
