package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditGRPCEmpty = Rule{
	ID:       "audit-grpc-empty",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"2.2.5"}, Level: Low},
	Summary:  "Checks that a gRPC server has services.",
	Why:      `A gRPC server without services listens, and can answer nothing.`,
	Fix:      "name the services, or remove the server",
	Bad: `{
  "version": 3,
  "extra_config": {"grpc": {"server": {"services": []}}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "the gateway does what it is told: the question is whether that is meant",
	Service: checkAuditGRPCEmpty,
}

func checkAuditGRPCEmpty(p *Pass, s *config.Service) {
	settings := s.Extra.Entry("grpc")
	if settings == nil {
		return
	}
	server := settings.Node.Get("server")
	if services := server.Get("services"); server != nil && (services == nil || len(services.Items()) == 0) {
		p.askAt(server.Span, settings.Pointer, "the gRPC server has no services")
	}
}
