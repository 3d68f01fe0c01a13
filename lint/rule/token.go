package rule

// The examples about tokens are proven with one key and one token, which were
// made for them and are of no use elsewhere. The token is signed with ES256, has
// no end, and says: sub ada, scope read, realm_access.roles admin.
const (
	exampleKeys  = `{"keys":[{"kty":"EC","crv":"P-256","kid":"example","use":"sig","alg":"ES256","x":"TmPJRCOpSmi8aRc_WiO17daj4WpkLwNiuKmClbavc2c","y":"IQmkd_Ozo1wZPkUPr33BkWy0uiAau39MM448EmPKhp4"}]}`
	exampleToken = "Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6ImV4YW1wbGUiLCJ0eXAiOiJKV1QifQ.eyJzdWIiOiJhZGEiLCJzY29wZSI6InJlYWQiLCJyZWFsbV9hY2Nlc3MiOnsicm9sZXMiOlsiYWRtaW4iXX19.7CU8FsizQftS34-RhnzgwS_m5GDezT2CQV213A33-8zI0HiKvMcz01ikb1IY5HP-h7yIOGIbXDe02MVwh459Ig"
)
