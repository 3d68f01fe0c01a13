"""Writes what bench/run works on: bodies, two nginx configurations and the
gateway's. Usage: make.py FOLDER BACKEND-PORT PROXY-PORT"""
import json
import sys

folder, backend, proxy = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def write(name, text):
    with open(f"{folder}/{name}", "w") as f:
        f.write(text)


def compact(v):
    return json.dumps(v, separators=(",", ":"))


def user(i):
    return {"id": i, "name": f"User {i:04}", "email": f"user{i:04}@example.com", "active": i % 2 == 0,
            "address": {"street": f"{i} Long Street", "city": "Springfield", "zip": "12345"}}


one = dict(user(1), note="a text that fills the object")
write("175.json", compact(one))
write("7k.json", compact([user(i) for i in range(46)]))
write("7k-object.json", compact({f"user{i}": user(i) for i in range(42)}))
write("150k.json", compact([user(i) for i in range(980)]))
write("nginx.conf", f"""
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; default_type application/json; keepalive_requests 1000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  upstream files {{ server 127.0.0.1:{backend}; keepalive 64; keepalive_requests 1000000; }}
  server {{ listen 127.0.0.1:{backend}; root {folder}; open_file_cache max=100; }}
  server {{ listen 127.0.0.1:{proxy};
    location / {{ proxy_pass http://files; proxy_http_version 1.1; proxy_set_header Connection ""; }} }}
}}
""")
host = [f"http://127.0.0.1:{backend}"]


def endpoint(path, *backends, **fields):
    return dict({"endpoint": path, "backend": [dict({"host": host}, **b) for b in backends]}, **fields)


write("krakend.json", json.dumps({"version": 3, "timeout": "5s", "endpoints": [
    endpoint("/no-op", {"url_pattern": "/175.json", "encoding": "no-op"}, output_encoding="no-op"),
    endpoint("/json", {"url_pattern": "/175.json"}),
    endpoint("/list-7k", {"url_pattern": "/7k.json", "is_collection": True}, output_encoding="json-collection"),
    endpoint("/list-150k", {"url_pattern": "/150k.json", "is_collection": True}, output_encoding="json-collection"),
    endpoint("/filter-7k", {"url_pattern": "/7k-object.json", "allow": [f"user{i}.name" for i in range(0, 42, 3)]}),
    endpoint("/merge-3", {"url_pattern": "/175.json", "group": "a"}, {"url_pattern": "/7k-object.json", "group": "b"},
             {"url_pattern": "/7k.json", "is_collection": True, "group": "c"}),
    endpoint("/limited", {"url_pattern": "/175.json"}, input_headers=["X-Client"], extra_config={"qos/ratelimit/router": {
        "client_max_rate": 1000000, "client_capacity": 1000000, "strategy": "header", "key": "X-Client"}}),
]}))
write("thousand.json", json.dumps({"version": 3, "timeout": "5s", "endpoints": [
    endpoint(f"/e/{i}/{{id}}", {"url_pattern": "/175.json"}) for i in range(1000)]}))
