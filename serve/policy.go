package serve

import (
	"encoding/json"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/serve/stage"
)

// policy is namespace router, with members of the wrong type left out.
type policy struct {
	healthPath                       string // "" for none
	errorMessages                    bool   // errors go into the body
	hideVersion                      bool
	noSlashRedirect, noFixedRedirect bool
	noMethodNotAllowed               bool
	removeExtraSlash                 bool
	noPathDecoding                   bool
	autoOptions                      bool
	noAccessLog                      bool
	skipPaths                        map[string]bool // not in the access log
	errorBodies                      map[int]string  // JSON by status
}

func newPolicy(svc *config.Service) policy {
	n := svc.Extra.Get("router")
	flag := func(name string) bool {
		v := n.Get(name)
		return v != nil && v.Kind == syntax.Bool && v.Text == "true"
	}
	p := policy{
		healthPath:         "/__health",
		errorMessages:      flag("return_error_msg"),
		hideVersion:        flag("hide_version_header"),
		noSlashRedirect:    flag("disable_redirect_trailing_slash"),
		noFixedRedirect:    flag("disable_redirect_fixed_path"),
		noMethodNotAllowed: flag("disable_handle_method_not_allowed"),
		removeExtraSlash:   flag("remove_extra_slash"),
		noPathDecoding:     flag("disable_path_decoding"),
		autoOptions:        flag("auto_options"),
		noAccessLog:        flag("disable_access_log"),
		skipPaths:          map[string]bool{},
		errorBodies:        map[int]string{},
	}
	if path := n.Get("health_path").Str(); path != "" {
		p.healthPath = path
	}
	if flag("disable_health") {
		p.healthPath = ""
	}
	if paths := n.Get("logger_skip_paths"); paths != nil {
		for _, item := range paths.Items() {
			p.skipPaths[item.Str()] = true
		}
	}
	for status, name := range map[int]string{404: "404", 405: "405"} {
		if body := n.Get("error_body").Get(name); body != nil {
			if text, err := json.Marshal(stage.Value(body)); err == nil {
				p.errorBodies[status] = string(text)
			}
		}
	}
	return p
}
