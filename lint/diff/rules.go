package diff

// Rule is one kind of change.
type Rule struct {
	ID       string
	Side     Side
	Breaking bool
	// Summary says what it is about, and of a breaking one what clients see.
	Summary string
}

// Rules returns every kind of change.
func Rules() []Rule { return rules }

var (
	endpointRemoved   = rule("endpoint-removed", Clients, true, "an endpoint is gone: its clients get a 404 or 405")
	outputChanged     = rule("output-changed", Clients, true, "the answer is written in another way")
	headerDropped     = rule("header-dropped", Clients, true, "a header of the client no longer reaches the backends")
	queryDropped      = rule("query-dropped", Clients, true, "a query string of the client no longer reaches the backends")
	timeoutLowered    = rule("timeout-lowered", Clients, true, "slow answers that arrived before are cut off")
	authAdded         = rule("authentication-added", Clients, true, "clients without credentials are refused")
	authChanged       = rule("authentication-changed", Clients, true, "credentials that were good may be refused")
	limitLowered      = rule("rate-limit-lowered", Clients, true, "fewer requests are let through")
	checkAdded        = rule("check-added", Clients, true, "requests are refused that were not checked before")
	checkChanged      = rule("check-changed", Clients, true, "requests are checked in another way")
	backendRemoved    = rule("backend-removed", Clients, true, "what a backend gave to the answer is missing")
	fieldRemoved      = rule("field-removed", Clients, true, "a field of the answer is filtered away")
	fieldRenamed      = rule("field-renamed", Clients, true, "a field of the answer has another name")
	answerMoved       = rule("answer-moved", Clients, true, "a backend's answer stands elsewhere in the answer (group, target)")
	collectionChanged = rule("collection-changed", Clients, true, "an answer is read as a list that was read as an object, or the other way")
	encodingChanged   = rule("encoding-changed", Clients, true, "a backend's answer is read in another way")
	addressChanged    = rule("address-changed", Clients, true, "the gateway listens elsewhere")
	tlsChanged        = rule("tls-changed", Clients, true, "the gateway speaks HTTPS where it did not, or the other way, or with other certificates or versions")
	corsNarrowed      = rule("cors-narrowed", Clients, true, "browsers are refused that were let in")
	endpointAdded     = rule("endpoint-added", Clients, false, "an endpoint is new")
	headerAdded       = rule("header-added", Clients, false, "another header of the client reaches the backends")
	queryAdded        = rule("query-added", Clients, false, "another query string of the client reaches the backends")
	timeoutRaised     = rule("timeout-raised", Clients, false, "slow answers are waited for longer")
	authRemoved       = rule("authentication-removed", Clients, false, "everybody is let in")
	limitRaised       = rule("rate-limit-raised", Clients, false, "more requests are let through")
	checkRemoved      = rule("check-removed", Clients, false, "requests are no longer checked")
	fieldAdded        = rule("field-added", Clients, false, "a field of the answer is no longer filtered away")
	corsWidened       = rule("cors-widened", Clients, false, "more browsers are let in, or the settings differ otherwise")
	cacheChanged      = rule("cache-changed", Clients, false, "clients are told to keep answers for another time")
	backendAdded      = rule("backend-added", Backends, false, "another backend is called")
	backendMoved      = rule("backend-moved", Backends, false, "a backend is called elsewhere: another host, path or method")
	callsChanged      = rule("calls-changed", Backends, false, "another number of concurrent calls goes to the backends")
	forwardingChanged = rule("forwarding-changed", Backends, false, "a backend is sent other headers or query strings than before")
	settingChanged    = rule("setting-changed", Backends, false, "a setting of an endpoint or backend differs")
	gatewayChanged    = rule("gateway-changed", Gateway, false, "a setting of the gateway itself differs")
	agentChanged      = rule("agent-changed", Gateway, false, "an async agent came, went or differs")
)

var rules []Rule

func rule(id string, side Side, breaking bool, summary string) Rule {
	r := Rule{ID: id, Side: side, Breaking: breaking, Summary: summary}
	rules = append(rules, r)
	return r
}
