package lint_test
import ("testing";"os")
func TestZZWrite(t *testing.T){ os.WriteFile("/tmp/lint/l10k.json", large(10000),0o644); os.WriteFile("/tmp/lint/l100k.json", large(100000),0o644) }
