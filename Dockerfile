# docker build -t cuilint . && docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" cuilint templates

FROM node:20-slim AS build
# 没有现成的二进制时 nodejieba 需要编译 / what nodejieba is compiled with where there is no binary of it
RUN apt-get update \
  && apt-get install -y --no-install-recommends g++ make python3 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
# prepare 会运行 npm run build / its script prepare runs the build
RUN npm ci --no-audit --no-fund

FROM node:20-slim
# --since、--staged 和 --changed 要用 git / which --since, --staged and --changed ask
RUN apt-get update \
  && apt-get install -y --no-install-recommends git \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production LANG=C.UTF-8
# dist 已打包全部依赖，分词用内置词典 / dist holds every dependency, and the dictionary of words
COPY --from=build /build/package.json /build/LICENSE /opt/cuilint/
COPY --from=build /build/bin /opt/cuilint/bin
COPY --from=build /build/dist /opt/cuilint/dist
COPY --from=build /build/dictionaries /opt/cuilint/dictionaries
RUN ln -s /opt/cuilint/bin/cuilint.js /usr/local/bin/cuilint
USER node
WORKDIR /work
ENTRYPOINT ["cuilint"]
CMD ["--help"]
